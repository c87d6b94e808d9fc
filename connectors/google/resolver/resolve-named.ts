import type { ResolvedObject } from '#contract/action.ts'
import { isId } from '../ids.ts'
import { findLicence } from '../licences.ts'
import { resolvedObject } from './to-resolved.ts'

/**
 * What Google has no look-up for: an app is its client id (Dex's own is among the tenant's rulers, T8), a licence stands
 * in our own table.
 */
export function resolveNamed(type: 'app' | 'license', id: string): ResolvedObject | null {
  if (type === 'app') return isId('app', id) ? resolvedObject({ type, id, privileged: false }) : null
  const licence = findLicence(id)
  return licence === null ? null : resolvedObject({ type, id, displayName: licence.name, privileged: false })
}
