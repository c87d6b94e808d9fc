import type { Obligations } from '#contract/decision.ts'
import { durationMs } from '#contract/duration.ts'
import { DexError } from '#contract/error.ts'
import type { DecisionStatement } from '#contract/statement.ts'
import type { ApprovalRow } from '#store/approvals.ts'
import type { Tx } from '#store/database.ts'
import { listStepUps, useStepUp } from '#store/step-ups.ts'
import type { ApiDeps } from '../deps.ts'
import type { Caller } from '../session/caller.ts'

type Asked = Pick<ApprovalRow, 'id' | 'subject_hash' | 'obligations'>

/** Where a person signs in anew for this approval. */
export const stepUpUrl = ({ publicUrl }: Pick<ApiDeps, 'publicUrl'>, approval: string): string => {
  const url = new URL('/auth/step-up', publicUrl)
  url.searchParams.set('approval', approval)
  return url.href
}

export interface StandingStepUp {
  maxAge: string
  /** Undefined: none, one for something else, or too old, or used already. */
  found: { id: string; acr: string; authTime: number } | undefined
}

/** The fresh sign-ins that stand in this session for exactly these, by approval; none where policy asks for none. */
export async function standingStepUps(
  deps: Pick<ApiDeps, 'clock'>,
  caller: Caller,
  tx: Tx,
  approvals: readonly Asked[],
): Promise<ReadonlyMap<string, StandingStepUp>> {
  const asked = approvals.flatMap(({ id, subject_hash: hash, obligations }) => {
    const { step_up: wanted } = obligations as Obligations
    return wanted === undefined ? [] : [{ id, hash, maxAge: wanted.maxAge }]
  })
  const { tenant, sessionHash: session } = caller
  const made = await listStepUps(tenant, tx, { session, approvals: asked.map(({ id }) => id) })
  return new Map(
    asked.map(({ id, hash, maxAge }) => {
      const since = Math.floor((deps.clock() - durationMs(maxAge)) / 1_000)
      const found = made.find((each) => each.approval === id && each.hash === hash && each.authTime >= since)
      return [id, { maxAge, found }]
    }),
  )
}

/** The same for one; null where policy asks for none. */
export async function standingStepUp(
  deps: Pick<ApiDeps, 'clock'>,
  caller: Caller,
  tx: Tx,
  approval: Asked,
): Promise<StandingStepUp | null> {
  return (await standingStepUps(deps, caller, tx, [approval])).get(approval.id) ?? null
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
