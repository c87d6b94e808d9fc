import { DexError } from '#contract/error.ts'
import { findApprovalOf, updateApproval } from '#store/approvals.ts'
import type { RequestId } from '#contract/ids.ts'
import { holdInForce, putInForceOf } from '#store/bundles.ts'
import { type CheckedDecision, useDecision } from '#store/decisions.ts'
import { appendLog } from '#store/log.ts'
import { findPublication, setPublicationState } from '#store/publications.ts'
import { idempotencyKey } from '#vault/hashes.ts'
import type { GateDeps } from '../deps.ts'
import type { PublicationOutcome } from '../types.ts'
import { assertBase, compiled } from './bundle.ts'
import { assertActive, type LoadedPublication, publicationStep } from './load.ts'

/**
 * ONE transaction that checks again what was decided on, uses up the yeses, and sets the new head (T6). Any difference throws
 * `changed_meanwhile`, and the bundle in force stays. Without yeses it is a change that the operator's bundle waives.
 */
export async function putInForce(
  deps: GateDeps,
  loaded: LoadedPublication,
  yeses: readonly CheckedDecision[],
): Promise<PublicationOutcome> {
  const { tenant } = deps
  const { row, statement, approval } = loaded
  await compiled(deps, loaded)
  const key = idempotencyKey({
    tenant,
    request: row.id,
    step: publicationStep,
    actionHash: statement.digest,
  })
  await deps.database.transaction(tenant, async (tx) => {
    const locked = await findPublication(tenant, tx, row.id, true)
    if (locked?.state === 'published') return
    if (!locked || locked.settled_at !== null) throw new DexError('changed_meanwhile', 'the publication')
    await assertActive(deps, tx)
    const now = new Date(deps.clock())
    const standing = await findApprovalOf(tenant, tx, row.id as RequestId, publicationStep)
    if (approval === null ? standing !== undefined : standing?.id !== approval.id) {
      throw new DexError('changed_meanwhile', 'the approval')
    }
    if (standing && (standing.state !== 'pending' || standing.expires_at.getTime() <= now.getTime())) {
      throw new DexError('changed_meanwhile', 'the approval')
    }
    await assertBase(deps, tx, statement, await holdInForce(tenant, tx, statement.owner))
    for (const yes of yeses) await useDecision(tenant, tx, yes.id, key)
    const change = { from: statement.base[statement.owner], to: statement.digest }
    if (!(await putInForceOf[statement.owner](tenant, tx, change))) {
      throw new DexError('changed_meanwhile', 'another policy is in force than it was compared with')
    }
    if (standing) await updateApproval(tenant, tx, standing.id, { state: 'approved', closed_at: now })
    await setPublicationState(tenant, tx, row.id, { state: 'published', code: null, settledAt: now })
    await appendLog(tenant, tx, {
      v: 1,
      kind: 'bundle.published',
      at: now.toISOString(),
      by: { role: 'gate', person: statement.author.person },
      request: row.id,
      ...(standing ? { approval: standing.id } : {}),
      actionHash: statement.digest,
      code: standing ? 'approved' : 'waived',
      detail: {
        owner: statement.owner,
        digest: statement.digest,
        before: statement.base[statement.owner],
        united: statement.united,
        kind: statement.kind,
        loosens: statement.loosens,
        yeses: yeses.map((yes) => yes.id).join(' '),
      },
    })
  })
  return { kind: 'published' }
}
