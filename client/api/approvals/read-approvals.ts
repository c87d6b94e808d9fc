import { type ApprovalView as SealedView, approvalViewName } from '#contract/approval-view.ts'
import { isDexError } from '#contract/error.ts'
import type { RequestId } from '#contract/ids.ts'
import type { JsonValue } from '#contract/json.ts'
import { listApprovals, type WaitingApproval } from '#store/approvals.ts'
import { listConnections } from '#store/connections.ts'
import type { Tx } from '#store/database.ts'
import { scratchOf } from '#store/scratch.ts'
import { readDecisions } from '../decisions/read-decisions.ts'
import type { ApiDeps } from '../deps.ts'
import type { Caller } from '../session/caller.ts'
import { connectUrl, platformOf } from './platform.ts'
import type { ApprovalView } from './shape.ts'

export async function readApprovals(
  deps: ApiDeps,
  caller: Caller,
  tx: Tx,
  filter: Parameters<typeof listApprovals>[2],
): Promise<ApprovalView[]> {
  const rows = await listApprovals(caller.tenant, tx, filter)
  const own = await listConnections(caller.tenant, tx, { person: caller.person, kind: 'admin' })
  const connected = new Set(own.map((each) => each.platform))
  const views: ApprovalView[] = []
  for (const row of rows) views.push(await viewOf(deps, caller, tx, row, connected))
  return views
}

async function viewOf(
  deps: ApiDeps,
  caller: Caller,
  tx: Tx,
  row: WaitingApproval,
  connected: ReadonlySet<string>,
): Promise<ApprovalView> {
  const sealed = await sealedView(deps, caller, tx, row)
  const platform = platformOf(deps, row)
  const { sentence = null, ...content } = sealed ?? {}
  return {
    id: row.id,
    request: row.request,
    step: row.step,
    state: row.state as ApprovalView['state'],
    hash: row.subject_hash,
    version: row.version,
    action: row.action,
    risk: row.risk,
    target: row.target && { platform: row.target.platform, type: row.target.type, id: row.target.id },
    sentence,
    content: sealed === null ? null : (content as ApprovalView['content']),
    assurance: row.assurance as ApprovalView['assurance'],
    obligations: row.obligations as JsonValue,
    bundle: row.bundle,
    decision: row.decision as JsonValue,
    codeRules: row.code_rules,
    decisions: await readDecisions(deps, caller.tenant, tx, {
      request: row.request,
      step: row.step,
      verdicts: ['approve', 'reject'],
    }),
    runsAs: {
      person: row.act_as?.person ?? null,
      you: row.act_as === null || row.act_as.person === caller.person,
    },
    connection: { platform, usable: connected.has(platform), connectUrl: connectUrl(deps, platform) },
    createdAt: row.created_at.toISOString(),
    expiresAt: row.expires_at.toISOString(),
    remindedAt: row.reminded_at?.toISOString() ?? null,
    closedAt: row.closed_at?.toISOString() ?? null,
  }
}

/** Null once the content was destroyed. */
async function sealedView(
  deps: ApiDeps,
  caller: Caller,
  tx: Tx,
  row: WaitingApproval,
): Promise<SealedView | null> {
  const request = row.request as RequestId
  try {
    const key = await deps.keys.request(caller.tenant, request)
    const found = await scratchOf(caller.tenant, tx, request, key).get(approvalViewName(row.id))
    return (found as SealedView | undefined) ?? null
  } catch (error) {
    if (isDexError(error, 'sealed')) return null
    throw error
  }
}
