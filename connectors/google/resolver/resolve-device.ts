import type { ResolvedObject } from '#contract/action.ts'
import type { Credential } from '#contract/connector.ts'
import { nullWhenNotFound } from '../around-write.ts'
import { readDevice } from '../devices.ts'
import { isId } from '../ids.ts'
import type { GoogleRun } from '../run.ts'
import { findByEmail } from './find-by-email.ts'
import { resolvedObject } from './to-resolved.ts'

/** A mobile device is as privileged as whoever's account it syncs; without exactly one known owner it counts as privileged. */
export async function resolveDevice(
  run: GoogleRun,
  resourceId: string,
  credential: Credential,
  signal: AbortSignal,
): Promise<ResolvedObject | null> {
  if (!isId('mobile_device', resourceId)) return null
  const found = await nullWhenNotFound(run({ credential, signal }, (api) => readDevice(api, resourceId)))
  if (found === null) return null
  const device = found.value
  const [email, ...others] = device.owners
  const owner =
    email === undefined || others.length > 0 ? null : await findByEmail(run, email, credential, signal)
  return resolvedObject({
    type: 'mobile_device',
    id: device.id,
    email: owner?.email ?? null,
    displayName: device.model,
    department: owner?.department ?? null,
    privileged: owner?.privileged ?? true,
    status: device.status,
  })
}
