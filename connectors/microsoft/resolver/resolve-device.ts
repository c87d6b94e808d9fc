import type { ResolvedObject } from '#contract/action.ts'
import type { Credential } from '#contract/connector.ts'
import { readDevice } from '../device.ts'
import { isGuid } from '../ids.ts'
import { noneWhenMissing } from '../none-when-missing.ts'
import type { MicrosoftRun } from '../run.ts'
import { resolveUser } from './resolve-user.ts'

/**
 * The managed device with this id, live; null when there is none. Its address, department and privilege are its owner's;
 * an owner who cannot be found counts as privileged, a device without one does not.
 */
export async function resolveDevice(
  run: MicrosoftRun,
  deviceId: string,
  credential: Credential,
  signal: AbortSignal,
): Promise<ResolvedObject | null> {
  if (!isGuid(deviceId)) return null
  const device = await noneWhenMissing(run({ credential, signal }, (graph) => readDevice(graph, deviceId)))
  if (device === null || device.value.id !== deviceId) return null
  const { userId, deviceName, complianceState } = device.value
  const owner = userId === null ? null : await resolveUser(run, userId, credential, signal)
  return {
    platform: 'microsoft',
    type: 'device',
    id: deviceId,
    email: owner?.email ?? null,
    displayName: deviceName,
    department: owner?.department ?? null,
    privileged: userId !== null && owner?.privileged !== false,
    labels: [],
    status: complianceState,
  }
}
