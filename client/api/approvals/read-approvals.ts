import type { ApprovalView as SealedView } from '#contract/approval-view.ts'
import type { Decision, Obligations } from '#contract/decision.ts'
import type { JsonValue } from '#contract/json.ts'
import { ApprovalSubject } from '#contract/statement.ts'
import { listApprovals, type WaitingApproval } from '#store/approvals.ts'
import { listConnections } from '#store/connections.ts'
import type { Tx } from '#store/database.ts'
import { listAccounts } from '#store/people.ts'
import { findSettings } from '#store/tenants.ts'
import type { ApiDeps } from '../deps.ts'
import type { Caller } from '../session/caller.ts'
import { offeredBy } from '../standing/offered.ts'
import { mayDecide } from './may-decide.ts'
import { connectUrl, missingFor, platformOf } from './platform.ts'
import { type Beside, type Page, readPage } from './read-page.ts'
import { askedOf, type Reasons } from './reasons.ts'
import { stepUpUrl } from './step-up.ts'
import { passedOf, timesOf } from './times.ts'
import type { ApprovalView } from './shape.ts'

interface Reading {
  deps: ApiDeps
  caller: Caller
  page: Page
  reasons: Reasons
  /** Of the caller's admin connections, by platform: the scopes that were granted. */
  connected: ReadonlyMap<string, readonly string[]>
  /** Whom the tenant lists as owners of which platform, as `platform:id`. */
  owners: readonly string[]
  settings: Awaited<ReturnType<typeof findSettings>>
  accountOn: ReadonlyMap<string, string>
  ownAccounts: ReadonlySet<string>
}

export async function readApprovals(
  deps: ApiDeps,
  caller: Caller,
  tx: Tx,
  reasons: Reasons,
  filter: Parameters<typeof listApprovals>[2],
): Promise<ApprovalView[]> {
  const { tenant, person } = caller
  const [rows, own, accounts, settings] = await Promise.all([
    listApprovals(tenant, tx, filter),
    listConnections(tenant, tx, { person, kind: 'admin' }),
    listAccounts(tenant, tx, person),
    findSettings(tenant, tx),
  ])
  const reading: Reading = {
    deps,
    caller,
    page: await readPage(deps, caller, tx, rows),
    reasons,
    connected: new Map(own.map((each) => [each.platform, each.scopes])),
    owners: settings?.owners ?? [],
    settings,
    accountOn: new Map(accounts.map((each) => [each.platform, each.account_id])),
    ownAccounts: new Set(accounts.map((each) => each.account_id)),
  }
  return rows.map((row) => viewOf(reading, row))
}

function viewOf(reading: Reading, row: WaitingApproval): ApprovalView {
  const { deps, caller, page, reasons } = reading
  const beside = page.of(row)
  const { sealed, decisions, list } = beside
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
  const { ownAccounts } = reading
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
    requester: requesterOf(caller, beside),
    channel: row.channel as ApprovalView['channel'],
    askedOf: asked,
    needed: asked.reduce((sum, each) => sum + each.quorum, 0),
    given: decisions.filter((each) => each.verdict === 'approve' && each.code === 'ok').length,
    because: becauseOf(reasons, row.decision as Decision),
    may: mayDecide({
      caller,
      approval: row,
      decisions,
      targets: list?.targets ?? [],
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
      name: runsAs === null ? null : page.nameOf(runsAs),
      you: asCaller,
    },
    connection: { platform, usable, missingScopes: missing, connectUrl: connectUrl(deps, platform, row.id) },
    stepUp: stepUpOf(deps, beside, row.id),
    offered: offeredBy(deps.catalog.get(row.action), obligations, row.subject_kind),
    standing: null,
    list: list?.view ?? null,
    unusual: beside.unusual,
    others: beside.others,
    publication: null,
    createdAt: row.created_at.toISOString(),
    expiresAt: row.expires_at.toISOString(),
    times: reading.settings ? timesOf(reasons, reading.settings, row) : null,
    passed: passedOf(reasons, row),
    remindedAt: row.reminded_at?.toISOString() ?? null,
    closedAt: row.closed_at?.toISOString() ?? null,
    ended: beside.ended,
  }
}

/** What the gate would say at the end, as far as it can be told by what was read for this approval. */
function isOutranked({ accountOn, owners }: Reading, platform: string, sealed: SealedView | null): boolean {
  const account = accountOn.get(platform)
  return (
    sealed?.target?.privileged === true && account !== undefined && !owners.includes(`${platform}:${account}`)
  )
}

function requesterOf(caller: Caller, { request, told }: Beside): ApprovalView['requester'] {
  const person = request?.requester_person ?? null
  const { requesterName: name = null, title = null } = told ?? {}
  return { person, name, you: person === caller.person, title }
}

function stepUpOf(deps: ApiDeps, { stepUp }: Beside, approval: string): ApprovalView['stepUp'] {
  if (stepUp === undefined) return null
  const { maxAge, found } = stepUp
  return { maxAge, done: found !== undefined, url: stepUpUrl(deps, approval) }
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
