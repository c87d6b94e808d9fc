import { newApprovalId } from '#contract/new-id.ts'
import { type ApprovalRow, findApprovalOf, insertApproval, updateApproval } from '#store/approvals.ts'
import type { RequestId } from '#contract/ids.ts'
import { appendLog } from '#store/log.ts'
import { findPublication, setPublicationState } from '#store/publications.ts'
import type { GateDeps } from '../deps.ts'
import type { ApprovalWait, PublicationOutcome, PublishActivityInput } from '../types.ts'
import { asked } from './asked.ts'
import { assertBase, compiled } from './bundle.ts'
import { type LoadedPublication, publicationStep } from './load.ts'

/** Asks for the second person: an approval of its own, of exactly this digest. */
export async function ask(deps: GateDeps, loaded: LoadedPublication): Promise<PublicationOutcome> {
  const { tenant } = deps
  const { row, statement } = loaded
  const { obligations, digest } = asked(loaded.settings, deps.publishing, statement.author.person)
  await compiled(deps, loaded)
  const approval = await deps.database.transaction(tenant, async (tx) => {
    const locked = await findPublication(tenant, tx, row.id, true)
    const standing = await findApprovalOf(tenant, tx, row.id as RequestId, publicationStep)
    if (standing || locked?.state !== 'proposed') return standing ?? null
    await assertBase(deps, tx, statement)
    const inserted = await insertApproval(tenant, tx, {
      id: newApprovalId(),
      request: row.id,
      step: publicationStep,
      subject_kind: 'bundle',
      subject_hash: statement.digest,
      version: 1,
      state: 'pending',
      obligations: JSON.stringify(obligations),
      obligations_digest: digest,
      bundle: statement.united,
      act_as: null,
      expires_at: new Date(deps.clock() + deps.publishing.withinMs),
    })
    await setPublicationState(tenant, tx, row.id, { state: 'waiting', code: null, settledAt: null })
    await appendLog(tenant, tx, {
      v: 1,
      kind: 'approval.requested',
      at: new Date(deps.clock()).toISOString(),
      by: { role: 'gate' },
      request: row.id,
      step: publicationStep,
      actionHash: statement.digest,
      approval: inserted.id,
      detail: {
        version: inserted.version,
        obligations: digest,
        expiresAt: inserted.expires_at.toISOString(),
      },
    })
    return inserted
  })
  if (approval === null) return { kind: 'closed', code: 'approval_void' }
  return { kind: 'waiting', approval: waitOf(deps, loaded, approval) }
}

export function waitOf(
  deps: Pick<GateDeps, 'clock'>,
  { settings }: Pick<LoadedPublication, 'settings'>,
  approval: ApprovalRow,
): ApprovalWait {
  const expiresInMs = Math.max(0, approval.expires_at.getTime() - deps.clock())
  const remindInMs =
    approval.reminded_at === null ? Math.min(settings.remindAfterSeconds * 1_000, expiresInMs) : expiresInMs
  return { id: approval.id, remindInMs, expiresInMs, otherwise: 'deny' }
}

/** Puts on record what the workflow says of its wait: that nobody has answered yet, or that it ignores further signals. */
export async function note(
  deps: GateDeps,
  loaded: LoadedPublication,
  what: NonNullable<PublishActivityInput['note']>,
): Promise<void> {
  const { approval, row } = loaded
  if (approval === null || (what === 'reminder' && approval.reminded_at !== null)) return
  const now = new Date(deps.clock())
  await deps.database.transaction(deps.tenant, async (tx) => {
    if (what === 'reminder') {
      await updateApproval(deps.tenant, tx, approval.id, { reminded_at: now })
      approval.reminded_at = now
    }
    await appendLog(deps.tenant, tx, {
      v: 1,
      kind: what === 'reminder' ? 'approval.reminded' : 'alarm',
      at: now.toISOString(),
      by: { role: 'gate' },
      request: row.id,
      step: publicationStep,
      approval: approval.id,
      ...(what === 'reminder' ? {} : { code: what }),
    })
  })
}
