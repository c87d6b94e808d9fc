import type { ResolvedObject } from '#contract/action.ts'
import type { Credential } from '#contract/connector.ts'
import { nullWhenNotFound } from '../around-write.ts'
import { isId } from '../ids.ts'
import { readOrgUnit } from '../org-units.ts'
import type { GoogleRun } from '../run.ts'
import { resolvedObject } from './to-resolved.ts'

export async function resolveOrgUnit(
  run: GoogleRun,
  id: string,
  credential: Credential,
  signal: AbortSignal,
): Promise<ResolvedObject | null> {
  if (!isId('org_unit', id)) return null
  const unit = await nullWhenNotFound(run({ credential, signal }, (api) => readOrgUnit(api, id)))
  return unit === null
    ? null
    : resolvedObject({ type: 'org_unit', id, displayName: unit.value.path, privileged: false })
}
