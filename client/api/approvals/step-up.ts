import type { Obligations } from '#contract/decision.ts'
import { durationMs } from '#contract/duration.ts'
import { DexError } from '#contract/error.ts'
import type { DecisionStatement } from '#contract/statement.ts'
import type { ApprovalRow } from '#store/approvals.ts'
import type { Tx } from '#store/database.ts'
import { findStepUp, useStepUp } from '#store/step-ups.ts'
import type { ApiDeps } from '../deps.ts'
import type { Caller } from '../session/caller.ts'

type Asked = Pick<ApprovalRow, 'id' | 'subject_hash' | 'obligations'>

/** Where a person signs in anew for this approval. */
export const stepUpUrl = ({ publicUrl }: Pick<ApiDeps, 'publicUrl'>, approval: string): string => {
  const url = new URL('/auth/step-up', publicUrl)
  url.searchParams.set('approval', approval)
  return url.href
}

/** The fresh sign-in that stands in this session for exactly this; null where policy asks for none. */
export async function standingStepUp(deps: Pick<ApiDeps, 'clock'>, caller: Caller, tx: Tx, approval: Asked) {
  const { step_up: asked } = approval.obligations as Obligations
  if (asked === undefined) return null
  const key = { session: caller.sessionHash, approval: approval.id, hash: approval.subject_hash }
  const since = new Date(deps.clock() - durationMs(asked.maxAge))
  return { maxAge: asked.maxAge, found: await findStepUp(caller.tenant, tx, key, since) }
}

/** Uses it up, in the transaction of the statement that carries it. Throws `step_up_required` with the link. */
export async function takeStepUp(
  deps: ApiDeps,
  caller: Caller,
  tx: Tx,
  approval: Asked,
): Promise<DecisionStatement['stepUp']> {
  const standing = await standingStepUp(deps, caller, tx, approval)
  if (standing === null) return null
  const { found, maxAge } = standing
  if (!found || !(await useStepUp(caller.tenant, tx, found.id, new Date(deps.clock()))))
    throw new DexError('step_up_required', undefined, {
      extra: { maxAge, stepUpUrl: stepUpUrl(deps, approval.id) },
    })
  return { acr: found.acr, auth_time: found.authTime, nonce: approval.subject_hash }
}
