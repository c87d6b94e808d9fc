import type { admin_directory_v1 } from '@googleapis/admin'
import { DexError } from '#contract/error.ts'
import { collect } from './collect.ts'
import { bareAddress } from './query.ts'
import type { GoogleApi } from './run.ts'

const DEVICES_MAX = 200

export interface MobileDevice {
  id: string
  /** Addresses of those whose account it syncs. */
  owners: string[]
  model: string | null
  os: string | null
  status: string
  lastSync: string | null
}

export async function readDevice(api: GoogleApi, resourceId: string): Promise<MobileDevice> {
  const { data } = await api.directory.mobiledevices.get({ customerId: 'my_customer', resourceId })
  const device = toDevice(data)
  if (device.id === resourceId) return device
  throw new DexError('platform_bad_answer', undefined, { log: 'google: another device than asked for' })
}

export async function listDevicesOf(api: GoogleApi, email: string): Promise<MobileDevice[]> {
  const query = `email:${bareAddress(email)}`
  const devices = await collect(
    async (pageToken) => {
      const page = { maxResults: 100, ...(pageToken !== undefined && { pageToken }) }
      return (await api.directory.mobiledevices.list({ customerId: 'my_customer', query, ...page })).data
    },
    (page) => page.mobiledevices,
    DEVICES_MAX,
  )
  const wanted = email.toLowerCase()
  // The search matches words: another's device must not pass for theirs.
  return devices
    .map((device) => toDevice(device))
    .filter(({ owners }) => owners.some((owner) => owner.toLowerCase() === wanted))
}

function toDevice(device: admin_directory_v1.Schema$MobileDevice | null | undefined): MobileDevice {
  if (typeof device?.resourceId !== 'string') {
    throw new DexError('platform_bad_answer', undefined, { log: 'google: not a mobile device' })
  }
  return {
    id: device.resourceId,
    owners: device.email ?? [],
    model: device.model ?? null,
    os: device.os ?? null,
    status: device.status ?? 'unknown',
    lastSync: device.lastSync ?? null,
  }
}
