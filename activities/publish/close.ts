import type { ApprovalEnd } from '#contract/approval-end.ts'
import { endApproval, updateApproval } from '#store/approvals.ts'
import { appendLog } from '#store/log.ts'
import { findPublication, type PublicationState, setPublicationState } from '#store/publications.ts'
import type { GateDeps } from '../deps.ts'
import type { PublicationOutcome } from '../types.ts'
import { type LoadedPublication, publicationStep } from './load.ts'

/** Ends a publication that does not come into force; the bundle in force stays. */
export async function close(
  deps: GateDeps,
  { row, statement, approval }: LoadedPublication,
  end: {
    publication: Exclude<PublicationState, 'proposed' | 'waiting' | 'published'>
    approval: 'rejected' | 'expired' | 'void' | null
    code: string
  },
): Promise<PublicationOutcome> {
  const { tenant } = deps
  const now = new Date(deps.clock())
  return deps.database.transaction(tenant, async (tx) => {
    const locked = await findPublication(tenant, tx, row.id, true)
    if (locked?.state === 'published') return { kind: 'published' }
    if (locked && locked.settled_at !== null) return { kind: 'closed', code: locked.code ?? locked.state }
    await setPublicationState(tenant, tx, row.id, {
      state: end.publication,
      code: end.code,
      settledAt: now,
    })
    if (approval && end.approval !== null) {
      if (end.approval === 'rejected')
        await updateApproval(tenant, tx, approval.id, { state: 'rejected', closed_at: now })
      else await endApproval(tenant, tx, approval.id, { state: end.approval, code: endOf(end.code), at: now })
      await appendLog(tenant, tx, {
        v: 1,
        kind: 'approval.closed',
        at: now.toISOString(),
        by: { role: 'gate' },
        request: row.id,
        step: publicationStep,
        actionHash: statement.digest,
        approval: approval.id,
        code: end.code,
      })
    }
    await appendLog(tenant, tx, {
      v: 1,
      kind: 'bundle.refused',
      at: now.toISOString(),
      by: { role: 'gate', person: statement.author.person },
      request: row.id,
      actionHash: statement.digest,
      code: end.code,
      detail: { owner: statement.owner, digest: statement.digest, kind: statement.kind },
    })
    return { kind: 'closed', code: end.code }
  })
}

const endOf = (code: string): ApprovalEnd =>
  code === 'approval_expired'
    ? 'nobody_answered'
    : code === 'changed_meanwhile'
      ? 'policy_changed'
      : 'publication_refused'

/** Ends one of which nothing but its id is believed. */
export async function closeUnread(deps: GateDeps, id: string, code: string): Promise<PublicationOutcome> {
  const { tenant } = deps
  const now = new Date(deps.clock())
  await deps.database.transaction(tenant, async (tx) => {
    const locked = await findPublication(tenant, tx, id, true)
    if (!locked || locked.settled_at !== null) return
    await setPublicationState(tenant, tx, id, { state: 'refused', code, settledAt: now })
    await appendLog(tenant, tx, {
      v: 1,
      kind: 'bundle.refused',
      at: now.toISOString(),
      by: { role: 'gate' },
      request: id,
      code,
    })
  })
  return { kind: 'closed', code }
}
