import type { FastifyInstance } from 'fastify'
import type { Google } from '../context.ts'
import { GoogleRefusal, notFound } from '../errors.ts'
import type { MobileDevice } from '../model.ts'
import { pageOf } from '../paging.ts'
import { renderDevice } from '../render.ts'
import { assertMayChange, assertHolds } from '../rights.ts'

const base = '/admin/directory/v1/customer/:customer/devices/mobile'
const readScopes = [
  'admin.directory.device.mobile.readonly',
  'admin.directory.device.mobile.action',
  'admin.directory.device.mobile',
] as const
const nextStatus: Readonly<Record<string, MobileDevice['status']>> = {
  approve: 'APPROVED',
  block: 'BLOCKED',
  admin_account_wipe: 'ACCOUNT_WIPE',
  admin_remote_wipe: 'WIPING',
}

export function addDeviceRoutes(app: FastifyInstance, google: Google): void {
  app.get<{ Querystring: Record<string, string | undefined> }>(base, async (request) => {
    const caller = await google.authorize(request, ...readScopes)
    assertHolds(google.directory, caller.user, 'MOBILE_DEVICES')
    const owner = /^email:(?:'([^']*)'|(\S+))$/.exec(request.query['query'] ?? '')
    if (request.query['query'] !== undefined && !owner)
      throw new GoogleRefusal('invalid', 'Invalid Input: query')
    const wanted = owner?.[1] ?? owner?.[2]
    const { devices, users } = caller.searched
    const owners = users.filter(({ primaryEmail }) => primaryEmail === wanted).map(({ id }) => id)
    const found = devices.filter((device) => wanted === undefined || owners.includes(device.owner))
    const page = pageOf(found, request.query, { usual: 100, most: 100 }, 'mobiledevices', (device) =>
      renderDevice(caller.searched, device),
    )
    return { kind: 'admin#directory#mobiledevices', ...page }
  })

  app.get<{ Params: { device: string } }>(`${base}/:device`, async (request) => {
    const caller = await google.authorize(request, ...readScopes)
    assertHolds(google.directory, caller.user, 'MOBILE_DEVICES')
    const device = caller.seen.devices.find(({ resourceId }) => resourceId === request.params.device)
    if (!device) throw notFound('resourceId')
    return renderDevice(caller.seen, device)
  })

  app.post<{ Params: { device: string } }>(`${base}/:device/action`, async (request, reply) => {
    const caller = await google.authorize(
      request,
      'admin.directory.device.mobile.action',
      'admin.directory.device.mobile',
    )
    const device = google.directory.devices.find(({ resourceId }) => resourceId === request.params.device)
    const owner = google.directory.users.find(({ id }) => id === device?.owner)
    if (!device || !owner) throw notFound('resourceId')
    assertMayChange(google.directory, caller.user, 'MOBILE_DEVICES', owner)
    const action = String((request.body as { action?: unknown } | undefined)?.action)
    const status = nextStatus[action]
    if (status === undefined) throw new GoogleRefusal('invalid', 'Invalid Input: action')
    if (device.status === 'WIPING') throw new GoogleRefusal('conditionNotMet', 'The device is being wiped')
    const change = () => {
      device.status = status
    }
    google.write(caller, change, [
      {
        name: 'ACTION_REQUESTED',
        parameters: { USER_EMAIL: owner.primaryEmail, RESOURCE_ID: device.resourceId, ACTION_TYPE: action },
      },
    ])
    return reply.code(204).send()
  })
}
