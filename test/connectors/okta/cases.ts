import type { PlatformActionName } from '#catalog/index.ts'
import type { Case } from './case.ts'
import { credentials } from './credentials.ts'
import { groupsAndApps } from './groups-and-apps.ts'
import { lifecycles } from './lifecycle.ts'
import { profiles } from './profiles.ts'
import { reads } from './reads.ts'

/** An action without a case is a type error. */
export const cases: Record<PlatformActionName<'okta'>, Case> = {
  ...reads,
  ...lifecycles,
  ...credentials,
  ...profiles,
  ...groupsAndApps,
}
