import type { Obligations } from '#contract/decision.ts'
import { durationMs } from '#contract/duration.ts'
import type { DecisionStatement } from '#contract/statement.ts'

/** Between the clocks of the identity provider and of api. */
const skewMs = 60_000

/**
 * Whether a yes carries the fresh sign-in that policy asks for: made for exactly this action, and not older than `maxAge`
 * when the person said yes (T5, T19).
 */
export function stepUpMet(
  { step_up: asked }: Obligations,
  { stepUp, actionHash, issuedAt }: DecisionStatement,
): boolean {
  if (asked === undefined) return true
  if (stepUp === null || stepUp.nonce !== actionHash || stepUp.acr === '') return false
  const ageMs = Date.parse(issuedAt) - stepUp.auth_time * 1_000
  // `auth_time` counts whole seconds.
  return ageMs >= -skewMs && ageMs <= durationMs(asked.maxAge) + 1_000
}
