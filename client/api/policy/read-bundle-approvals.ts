import type { Obligations } from '#contract/decision.ts'
import type { JsonValue } from '#contract/json.ts'
import { type BundleChange, PublicationReview } from '#contract/publication.ts'
import type { Tx } from '#store/database.ts'
import { type BundleApproval, listBundleApprovals } from '#store/publications.ts'
import { findSettings } from '#store/tenants.ts'
import { mayDecide } from '../approvals/may-decide.ts'
import { readEnds } from '../approvals/read-end.ts'
import { askedOf, type Reasons } from '../approvals/reasons.ts'
import { timesOf } from '../approvals/times.ts'
import type { ApprovalView } from '../approvals/shape.ts'
import { type DecisionView, readDecisions } from '../decisions/read-decisions.ts'
import type { ApiDeps } from '../deps.ts'
import { type Profile, profilesOf } from '../identity/profile.ts'
import type { Caller } from '../session/caller.ts'

/** Stands where an action's name does; nobody can propose it, and no rule speaks of it. */
const action = 'dex.policy.publish'

/** Changes of bundle that a second person decides on, in the form of every other approval. */
export async function readBundleApprovals(
  deps: ApiDeps,
  caller: Caller,
  tx: Tx,
  reasons: Reasons,
  filter: Parameters<typeof listBundleApprovals>[2] & { action?: string },
): Promise<ApprovalView[]> {
  if (filter.action !== undefined && filter.action !== action) return []
  const rows = await listBundleApprovals(caller.tenant, tx, filter)
  const { tenant } = caller
  const requests = [...new Set(rows.map((row) => row.request))]
  const [settings, decisions, authors, ends] = await Promise.all([
    findSettings(tenant, tx),
    readDecisions(deps, tenant, tx, { requests, yesOrNo: true }),
    profilesOf(
      deps,
      tenant,
      tx,
      rows.map((row) => row.author),
    ),
    readEnds(caller, tx, rows, () => Promise.resolve(() => null)),
  ])
  return rows.map((row) =>
    viewOf(deps, caller, reasons, row, {
      decisions: decisions.get(row.request)?.filter((each) => each.step === row.step) ?? [],
      author: authors.get(row.author),
      ended: ends.get(row.id) ?? null,
      times: settings ? timesOf(reasons, settings, row) : null,
    }),
  )
}

interface Beside {
  decisions: DecisionView[]
  author: Profile | undefined
  ended: ApprovalView['ended']
  times: ApprovalView['times']
}

function viewOf(
  deps: ApiDeps,
  caller: Caller,
  reasons: Reasons,
  row: BundleApproval,
  { decisions, author, ended, times }: Beside,
): ApprovalView {
  const { person } = caller
  const name = author?.name ?? author?.email ?? null
  const review = PublicationReview.parse(row.review)
  const asked = askedOf(reasons, row.obligations as Obligations)
  const kind = row.kind === 'rollback' ? 'rollback' : 'publish'
  const owner = row.owner === 'operator' ? 'operator' : 'tenant'
  return {
    id: row.id,
    request: row.request,
    step: row.step,
    state: row.state as ApprovalView['state'],
    subject: { kind: 'bundle', hash: row.subject_hash as ApprovalView['subject']['hash'] },
    hash: row.subject_hash,
    version: row.version,
    action,
    risk: review.change.loosens ? 'high' : 'medium',
    target: null,
    sentence: sentenceOf(name ?? row.author, {
      kind,
      owner,
      digest: row.subject_hash,
      change: review.change,
    }),
    content: null,
    assurance: 'verified',
    requester: { person: row.author, name, you: row.author === person, title: null },
    channel: 'ticket',
    askedOf: asked,
    needed: asked.reduce((sum, each) => sum + each.quorum, 0),
    given: decisions.filter((each) => each.verdict === 'approve' && each.code === 'ok').length,
    because: {},
    may: mayOf(deps, caller, row, decisions),
    obligations: row.obligations as JsonValue,
    bundle: row.bundle,
    decision: null,
    codeRules: [],
    decisions,
    // It runs on nobody's credential: the gate puts it in force itself.
    runsAs: { person: null, name: null, you: false },
    connection: {
      platform: 'dex',
      usable: true,
      missingScopes: [],
      connectUrl: new URL('/connections', deps.publicUrl).href,
    },
    list: null,
    unusual: [],
    others: [],
    stepUp: null,
    offered: { always: null, why: 'a change of policy is decided each time' },
    standing: null,
    publication: {
      kind,
      owner,
      before: owner === 'operator' ? row.base_operator : row.base_tenant,
      reason: row.reason,
      review,
    },
    createdAt: row.created_at.toISOString(),
    expiresAt: row.expires_at.toISOString(),
    times,
    passed: null,
    remindedAt: row.reminded_at?.toISOString() ?? null,
    closedAt: row.closed_at?.toISOString() ?? null,
    ended,
  }
}

function mayOf(
  deps: ApiDeps,
  caller: Caller,
  row: BundleApproval,
  decisions: ApprovalView['decisions'],
): ApprovalView['may'] {
  const approval = {
    ...row,
    ...{ action, action_hash: row.subject_hash, risk: '', target: null, decision: {}, code_rules: [] },
    ...{ assurance: 'verified', channel: 'ticket', authors: [row.author], requester_person: row.author },
  }
  const at = {
    caller,
    approval,
    decisions,
    ownAccounts: new Set<string>(),
    connected: true,
    missingScopes: [],
    outranked: false,
    now: deps.clock(),
  }
  const may = mayDecide(at)
  // An author may take their own change back.
  const back = row.author === caller.person && may.reject?.code === 'approver_excluded'
  return back ? { ...may, reject: null } : may
}

const words = {
  permits: 'newly permits',
  asks_less: 'asks less for',
  asks: 'newly asks for approval of',
  asks_more: 'asks more for',
  denies: 'newly denies',
} as const
const namedMax = 5

/** Made by code from what the comparison found. */
function sentenceOf(
  author: string,
  { kind, owner, digest, change }: { kind: string; owner: string; digest: string; change: BundleChange },
): string {
  const bundle = owner === 'operator' ? 'the policy bundle of all tenants' : 'the policy bundle'
  const what = kind === 'rollback' ? `go back to ${bundle}` : `put ${bundle}`
  const parts = Object.entries(words).flatMap(([of, said]) => {
    const actions = change.changes.filter((each) => each.kind === of).map((each) => each.action)
    if (actions.length === 0) return []
    const more = actions.length > namedMax ? ` and ${actions.length - namedMax} more` : ''
    return [`${said} ${actions.slice(0, namedMax).join(', ')}${more}`]
  })
  const changes = change.told
    ? parts.length > 0
      ? `it ${parts.join('; ')}`
      : 'no decision changes'
    : 'what it changes could not be told'
  const loosens = change.loosens ? '; it loosens policy' : ''
  return `${author} asks to ${what} ${digest}${kind === 'rollback' ? '' : ' in force'}: ${changes}${loosens}`
}
