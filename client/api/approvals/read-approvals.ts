import { type ApprovalView as SealedView, approvalViewName } from '#contract/approval-view.ts'
import type { Decision, Obligations } from '#contract/decision.ts'
import { isDexError } from '#contract/error.ts'
import type { RequestId } from '#contract/ids.ts'
import type { JsonValue } from '#contract/json.ts'
import { ApprovalSubject } from '#contract/statement.ts'
import { listApprovals, type WaitingApproval } from '#store/approvals.ts'
import { listConnections } from '#store/connections.ts'
import type { Tx } from '#store/database.ts'
import { listAccounts } from '#store/people.ts'
import { listOthersOn } from '#store/proposals.ts'
import { findRequest } from '#store/requests.ts'
import { scratchOf } from '#store/scratch.ts'
import { findSettings } from '#store/tenants.ts'
import { readDecisions } from '../decisions/read-decisions.ts'
import type { ApiDeps } from '../deps.ts'
import { readLists } from '../lists/read-list.ts'
import { createTeller } from '../requests/told.ts'
import { type Caller, hasRole } from '../session/caller.ts'
import { offeredBy } from '../standing/offered.ts'
import { mayDecide } from './may-decide.ts'
import { connectUrl, missingFor, platformOf } from './platform.ts'
import { readEnd } from './read-end.ts'
import { askedOf, type Reasons } from './reasons.ts'
import { samplesFor } from './samples.ts'
import { standingStepUp, stepUpUrl } from './step-up.ts'
import type { ApprovalView } from './shape.ts'

interface Reading {
  deps: ApiDeps
  caller: Caller
  tx: Tx
  reasons: Reasons
  /** Of the caller's admin connections, by platform: the scopes that were granted. */
  connected: ReadonlyMap<string, readonly string[]>
  /** Whom the tenant lists as owners of which platform, as `platform:id`. */
  owners: readonly string[]
  accountOn: ReadonlyMap<string, string>
  ownAccounts: ReadonlySet<string>
  teller: ReturnType<typeof createTeller>
}

export async function readApprovals(
  deps: ApiDeps,
  caller: Caller,
  tx: Tx,
  reasons: Reasons,
  filter: Parameters<typeof listApprovals>[2],
): Promise<ApprovalView[]> {
  const { tenant, person } = caller
  const rows = await listApprovals(tenant, tx, filter)
  const own = await listConnections(tenant, tx, { person, kind: 'admin' })
  const accounts = await listAccounts(tenant, tx, person)
  const reading: Reading = {
    deps,
    caller,
    tx,
    reasons,
    connected: new Map(own.map((each) => [each.platform, each.scopes])),
    owners: (await findSettings(tenant, tx))?.owners ?? [],
    accountOn: new Map(accounts.map((each) => [each.platform, each.account_id])),
    ownAccounts: new Set(accounts.map((each) => each.account_id)),
    teller: createTeller(deps, caller, tx),
  }
  const views: ApprovalView[] = []
  for (const row of rows) views.push(await viewOf(reading, row))
  return views
}

async function viewOf(reading: Reading, row: WaitingApproval): Promise<ApprovalView> {
  const { deps, caller, tx, reasons } = reading
  const sealed = await sealedView(deps, caller, tx, row)
  const platform = platformOf(deps, row)
  const console = row.channel === 'pro' ? row.requester_person : null
  const runsAs = row.act_as?.person ?? console
  // Second people of what runs as the console's admin need no connection of their own.
  const second = console !== null && console !== caller.person
  const granted = reading.connected.get(platform)
  const asCaller = runsAs === null || runsAs === caller.person
  const missing = second || granted === undefined || !asCaller ? [] : missingFor(deps, row, granted)
  const usable = second || (granted !== undefined && missing.length === 0)
  const { sentence = null, ...content } = sealed ?? {}
  const obligations = row.obligations as Obligations
  const decisions = await readDecisions(deps, caller.tenant, tx, {
    request: row.request,
    step: row.step,
    verdicts: ['approve', 'reject'],
  })
  const { ownAccounts } = reading
  const ofList = row.subject_kind === 'list' ? await listOf(reading, row) : null
  const asked = askedOf(reasons, obligations)
  return {
    id: row.id,
    request: row.request,
    step: row.step,
    state: row.state as ApprovalView['state'],
    subject: ApprovalSubject.parse({ kind: row.subject_kind, hash: row.subject_hash }),
    hash: row.subject_hash,
    version: row.version,
    action: row.action,
    risk: row.risk,
    target: row.target && { platform: row.target.platform, type: row.target.type, id: row.target.id },
    sentence,
    content:
      sealed === null
        ? null
        : ({ back: null, byPerson: false, edited: null, ...content } as ApprovalView['content']),
    assurance: row.assurance as ApprovalView['assurance'],
    requester: await requesterOf(reading, row),
    channel: row.channel as ApprovalView['channel'],
    askedOf: asked,
    needed: asked.reduce((sum, each) => sum + each.quorum, 0),
    given: decisions.filter((each) => each.verdict === 'approve' && each.code === 'ok').length,
    because: becauseOf(reasons, row.decision as Decision),
    may: mayDecide({
      caller,
      approval: row,
      decisions,
      targets: ofList?.targets ?? [],
      ownAccounts,
      connected: second || granted !== undefined,
      missingScopes: missing,
      outranked: asCaller && isOutranked(reading, platform, sealed),
      now: deps.clock(),
    }),
    obligations: row.obligations as JsonValue,
    bundle: row.bundle,
    decision: row.decision as JsonValue,
    codeRules: row.code_rules,
    decisions,
    runsAs: {
      person: runsAs,
      name: runsAs === null ? null : await reading.teller.nameOf(runsAs),
      you: asCaller,
    },
    connection: { platform, usable, missingScopes: missing, connectUrl: connectUrl(deps, platform, row.id) },
    stepUp: await stepUpOf(deps, caller, tx, row),
    offered: offeredBy(deps.catalog.get(row.action), obligations, row.subject_kind),
    standing: null,
    list: ofList?.view ?? null,
    others:
      row.state === 'pending'
        ? await listOthersOn(caller.tenant, tx, {
            request: row.request,
            targets: ofList?.targets ?? (row.target === null ? [] : [row.target.id]),
          })
        : [],
    publication: null,
    createdAt: row.created_at.toISOString(),
    expiresAt: row.expires_at.toISOString(),
    remindedAt: row.reminded_at?.toISOString() ?? null,
    closedAt: row.closed_at?.toISOString() ?? null,
    ended: await readEnd(caller, tx, row, reading.teller.nameOf),
  }
}

async function listOf({ caller, tx }: Reading, row: WaitingApproval) {
  const { request, step, subject_hash: hash } = row
  const lists = await readLists(caller, tx, request)
  const { samples, targets } = await samplesFor(caller.tenant, tx, { request, step, hash }, caller.person)
  const list = lists.find((each) => each.step === step)
  return { targets, view: list ? { ...list, samples } : null }
}

/** What the gate would say at the end, as far as it can be told by what was read for this approval. */
function isOutranked({ accountOn, owners }: Reading, platform: string, sealed: SealedView | null): boolean {
  const account = accountOn.get(platform)
  return (
    sealed?.target?.privileged === true && account !== undefined && !owners.includes(`${platform}:${account}`)
  )
}

async function requesterOf(
  { caller, tx, teller }: Reading,
  row: WaitingApproval,
): Promise<ApprovalView['requester']> {
  const request = await findRequest(caller.tenant, tx, row.request as RequestId)
  const told = request ? await teller.told(request) : { title: null, requesterName: null }
  const person = request?.requester_person ?? null
  const { requesterName: name, title } = told
  return { person, name, you: person === caller.person, title }
}

async function stepUpOf(
  deps: ApiDeps,
  caller: Caller,
  tx: Tx,
  row: WaitingApproval,
): Promise<ApprovalView['stepUp']> {
  const standing = await standingStepUp(deps, caller, tx, row)
  if (standing === null) return null
  return {
    maxAge: standing.maxAge,
    done: standing.found !== undefined,
    url: stepUpUrl(deps, row.id),
  }
}

function becauseOf({ because }: Reasons, decision: Decision): Record<string, string> {
  const said = decision.layers.flatMap((layer) =>
    layer.rules.flatMap(({ id }): [string, string][] => {
      const words = because.get(id)
      return words === undefined ? [] : [[id, words]]
    }),
  )
  return Object.fromEntries(said)
}

/** Null once the content was destroyed, and for who reads the record alone. */
async function sealedView(
  deps: ApiDeps,
  caller: Caller,
  tx: Tx,
  row: WaitingApproval,
): Promise<SealedView | null> {
  if (!hasRole(caller, 'admin', 'approver')) return null
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
