import type { Obligations } from '#contract/decision.ts'
import { DexError } from '#contract/error.ts'
import type { TenantId } from '#contract/ids.ts'
import { saysSomething } from '#contract/says-something.ts'
import type { ApprovalRow } from '#store/approvals.ts'
import type { Tx } from '#store/database.ts'

const closed = {
  approved: 'already_decided',
  rejected: 'already_decided',
  expired: 'approval_expired',
  void: 'approval_void',
} as const

/** Throws `version_stale` when something else was shown, and why nothing is decided here any more. */
export function assertOpen(
  approval: ApprovalRow,
  shown: { hash: string; version: number },
  now: number,
): void {
  if (approval.subject_hash !== shown.hash || approval.version !== shown.version) {
    throw new DexError('version_stale', undefined, {
      extra: { hash: approval.subject_hash, version: approval.version },
    })
  }
  if (approval.state !== 'pending')
    throw new DexError(closed[approval.state as keyof typeof closed] ?? 'approval_void')
  if (approval.expires_at.getTime() <= now) throw new DexError('approval_expired')
}

/** A yes brings what policy asks of it. Throws `proof_required` with the methods, and `justification_required`. */
export function assertObligations(
  obligations: Obligations,
  given: { proof?: string | undefined; justification?: string | undefined },
): void {
  const asking = (obligations.approvals ?? []).filter((each) => each.proof.length > 0)
  const methods = [...new Set(asking.flatMap((each) => each.proof))].sort()
  if (methods.length > 0 && (given.proof === undefined || !methods.includes(given.proof))) {
    throw new DexError('proof_required', undefined, { extra: { methods } })
  }
  if (obligations.justification === true && !saysSomething(given.justification ?? '')) {
    throw new DexError('justification_required')
  }
}

/** One counted no decides; the gate closes the row a moment later. Throws `already_decided`. */
export async function assertNotRejected(tenant: TenantId, tx: Tx, approval: ApprovalRow): Promise<void> {
  const no = await tx
    .selectFrom('decisions as d')
    .innerJoin('decision_checks as c', (join) =>
      join.onRef('c.tenant', '=', 'd.tenant').onRef('c.decision', '=', 'd.id'),
    )
    .select('d.id')
    .where('d.tenant', '=', tenant)
    .where('d.approval', '=', approval.id)
    .where('d.verdict', '=', 'reject')
    .where('c.code', '=', 'ok')
    .executeTakeFirst()
  if (no) throw new DexError('already_decided')
}
