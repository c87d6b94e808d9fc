import type { ApprovalEnd } from '#contract/approval-end.ts'
import { type ApprovalView, approvalViewName } from '#contract/approval-view.ts'
import type { ApprovalObligation, Obligations } from '#contract/decision.ts'
import { DexError } from '#contract/error.ts'
import type { JsonValue } from '#contract/json.ts'
import type { LogEntry } from '#contract/log-entry.ts'
import { newApprovalId } from '#contract/new-id.ts'
import { type ApprovalRow, findApprovalOf, insertApproval } from '#store/approvals.ts'
import { updateLine } from '#store/bulk.ts'
import { recordCall } from '#store/calls.ts'
import type { Tx } from '#store/database.ts'
import { appendLog } from '#store/log.ts'
import { countDenied, issueStep, type ProposalRow, updateProposal } from '#store/proposals.ts'
import { updateRequest } from '#store/requests.ts'
import { scratchOf } from '#store/scratch.ts'
import { setsOf } from '#policy/stages.ts'
import { keyedDigest, obligationsDigest } from '#vault/hashes.ts'
import type { GateDeps } from '../deps.ts'
import type { ApprovalWait } from '../types.ts'
import { type Changed, changedSince } from './approved.ts'
import type { Acting, Facts, Loaded, Ruling } from './context.ts'
import { recordDecision } from './decision-record.ts'
import { viewOf } from './approval-view.ts'
import type { Prepared } from './prepare.ts'
import { editedInWords, tell } from './tell.ts'
import { timesOf, waitOf } from './times.ts'
import { viewBack } from './undo/keep.ts'
import { touchedBy } from './excluded.ts'
import { logVoid, voidApproval } from './void-approval.ts'
import { firstAsked, type WhoIsAsked } from './who-is-asked.ts'

export interface Proposed {
  proposal: ProposalRow
  approval: ApprovalWait | null
  giveUp: string | null
}

/**
 * Writes the ruling down in one transaction: an approval is asked for, or the model told why not. Repeated, it finds
 * what stands. `changed`: why the yeses so far count no more, where the ruling alone does not tell.
 */
export async function propose(
  deps: GateDeps,
  prepared: Prepared,
  changed: Changed | null = null,
): Promise<Proposed> {
  const asks = prepared.ruling.effect === 'require_approval' && prepared.ruling.standing === null
  const { approval: waits } = prepared.loaded
  const anew =
    asks &&
    (waits?.state !== 'pending' ||
      changed !== null ||
      changedSince(waits, prepared.acting, prepared.ruling) !== null)
  const [back, asked] = await Promise.all([
    asks && waits === null ? viewBack(deps, prepared) : null,
    anew ? askedFirst(deps, prepared) : null,
  ])
  const ruling = asked === null ? prepared.ruling : { ...prepared.ruling, ...asked.demand }
  const proposed = await deps.database.transaction(deps.tenant, async (tx, last) => {
    const loaded = await voidStale(deps, tx, prepared, changed)
    const issued = await issueProposal(deps, tx, { ...prepared, ruling, loaded })
    const { row, adopted } = issued
    const alone = ruling.effect === 'permit' || ruling.standing !== null
    if (adopted || alone) last()
    await issued.write()
    if (adopted) return null
    if (ruling.effect === 'deny') {
      return { proposal: row, approval: null, giveUp: await deny(deps, tx, loaded, ruling, issued.changed) }
    }
    if (alone) return { proposal: row, approval: null, giveUp: null }
    const approval = await ask(deps, tx, { ...prepared, ruling, loaded }, row, {
      back,
      who: asked?.who ?? null,
    })
    return { proposal: row, approval, giveUp: null }
  })
  if (proposed === null) throw stepStands()
  return proposed
}

/** Whom policy's demand falls to, with what is demanded of them. */
async function askedFirst(deps: GateDeps, { loaded, ruling }: Prepared) {
  const who = await firstAsked(deps, { ...loaded, touched: touchedBy(ruling) }, ruling.approvals)
  return { who, demand: demandOf(ruling.obligations, who.approvals) }
}

export function demandOf(before: Obligations, approvals: ApprovalObligation[]) {
  const obligations = { ...before, approvals }
  return { approvals, obligations, obligationsDigest: obligationsDigest(obligations) }
}

/** Of a call whose action has a step already: what stands of it (people who are asked, an attempt under way) is read first. */
export const stepStands = (): DexError =>
  new DexError('changed_meanwhile', 'the action has a step already', { retryAfterMs: 10 })

export interface Issued {
  row: ProposalRow
  /** The decision is new, or not what it was. */
  changed: boolean
  /** Another call had the action's step issued, and nothing is written but that this call is of it. */
  adopted: boolean
  /** Makes the statements that go with it, all in one tick, so that they can travel with others. */
  write(): Promise<unknown>
}

/**
 * Issues the step; `write` logs the decision with its six layers whenever it is new or not what it was. A permitted read is
 * logged once, with its outcome, by who records that.
 */
export async function issueProposal(deps: GateDeps, tx: Tx, prepared: Prepared): Promise<Issued> {
  const { tenant } = deps
  const { loaded, acting, facts, ruling } = prepared
  const { requestId, call } = loaded
  const [{ row, issued }, key] = await Promise.all([
    issueStep(tenant, tx, requestId, rowOf(loaded, acting, facts, ruling)),
    deps.keys.tenant(tenant, 'evidence'),
  ])
  if (!issued && loaded.proposal === null)
    return { row, changed: false, adopted: true, write: () => linkStep(deps, tx, loaded, row.step) }
  const changed = issued || row.effect !== ruling.effect || row.bundle !== ruling.decision.bundle
  const logged = changed && (call.definition.write || ruling.effect !== 'permit')
  if (changed) deps.metrics.decided(ruling.effect)
  const write = () =>
    Promise.all([
      issued && linkStep(deps, tx, loaded, row.step),
      logged && appendLog(tenant, tx, decisionEntry(deps, loaded, acting, facts, ruling, row.step)),
      changed && recordDecision(deps, tx, prepared, row.step, key),
      changed &&
        !issued &&
        row.state !== 'done' &&
        updateProposal(tenant, tx, requestId, row.step, changeOf(ruling)),
    ])
  return { row, changed, adopted: false, write }
}

/** Ties what was asked for to the step that was issued: a call of a turn, or a line of a list. */
async function linkStep(deps: GateDeps, tx: Tx, loaded: Loaded, step: number): Promise<void> {
  const { requestId, call, line } = loaded
  if (line === null) return recordCall(deps.tenant, tx, requestId, { ...call.ref, step, code: null })
  if (line.list === null) throw new DexError('internal', 'a line without its list')
  await updateLine(deps.tenant, tx, requestId, { list: line.list, position: line.position }, { step })
}

function changeOf(ruling: Ruling) {
  return {
    effect: ruling.effect,
    code: ruling.code,
    decision: JSON.stringify(ruling.decision),
    code_rules: JSON.stringify(ruling.codeRules),
    obligations_digest: ruling.obligationsDigest,
    bundle: ruling.decision.bundle,
    state: stateOf(ruling),
  }
}

function stateOf({ effect, standing }: Ruling): string {
  if (effect === 'deny') return 'denied'
  return effect === 'permit' || standing !== null ? 'decided' : 'waiting'
}

function rowOf(loaded: Loaded, acting: Acting, facts: Facts, ruling: Ruling) {
  const { definition, origin } = loaded.call
  const ref = (each: { platform: string; type: string; id: string }) => ({
    platform: each.platform,
    type: each.type,
    id: each.id,
  })
  return {
    ...changeOf(ruling),
    origin,
    action: definition.name,
    action_version: definition.version,
    action_hash: ruling.actionHash,
    target: facts.target && JSON.stringify(ref(facts.target)),
    objects: JSON.stringify(facts.objects.map((each) => ({ ...ref(each), role: each.role }))),
    risk: definition.risk,
    is_write: definition.write,
    act_as: acting.kind === 'person' ? JSON.stringify(acting.actAs) : null,
  }
}

/** The whole decision as the log keeps it: six layers, deciding rule, bundle, code rules, provenance. */
export function decisionOnRecord(ruling: Ruling): Pick<LogEntry, 'decision' | 'codeRules' | 'provenance'> {
  const { effect, layers, decidedBy, bundle, obligations } = ruling.decision
  return {
    decision: { effect, layers, decidedBy, bundle, obligations } as unknown as JsonValue,
    codeRules: ruling.codeRules as unknown as JsonValue,
    provenance: ruling.input.provenance,
  }
}

function decisionEntry(
  deps: GateDeps,
  loaded: Loaded,
  acting: Acting,
  facts: Facts,
  ruling: Ruling,
  step: number,
): LogEntry {
  const { target } = facts
  return {
    v: 1,
    kind: 'decision',
    at: new Date(deps.clock()).toISOString(),
    by: { role: 'gate' },
    request: loaded.requestId,
    step,
    action: loaded.call.definition.name,
    actionHash: ruling.actionHash,
    target: target && { platform: target.platform, type: target.type, id: target.id },
    ...objectsOnRecord(facts),
    ...decisionOnRecord(ruling),
    actAs: acting.kind === 'person' ? acting.actAs : null,
    code: ruling.effect,
    ...detailed({
      ...(ruling.standing === null ? {} : { standing: ruling.standing.id }),
      ...listOnRecord(loaded),
    }),
  }
}

const detailed = (detail: Record<string, string | number>): Pick<LogEntry, 'detail'> =>
  Object.keys(detail).length === 0 ? {} : { detail }

/** Which list a line is of, and its place there. */
export const listOnRecord = ({ line }: Pick<Loaded, 'line'>): Record<string, number> =>
  line === null || line.list === null ? {} : { list: line.list, position: line.position }

/** The further things that parameters named, by id; left out where there are none. */
export const objectsOnRecord = ({ objects }: Facts): Pick<LogEntry, 'objects'> =>
  objects.length === 0
    ? {}
    : { objects: objects.map(({ platform, type, id, role }) => ({ platform, type, id, role })) }

/** The fingerprint of the grant that was used, keyed: whoever reads the log cannot try accounts against it. */
export async function credentialOnRecord(
  { keys, tenant }: GateDeps,
  acting: Acting,
): Promise<Pick<LogEntry, 'credential'>> {
  if (acting.kind !== 'person') return {}
  return { credential: keyedDigest(await keys.tenant(tenant, 'lookup'), acting.fingerprint) }
}

/** The model hears which layer and rule said no, in terms that it can use; a second time the request is handed over. */
async function deny(
  deps: GateDeps,
  tx: Tx,
  loaded: Loaded,
  ruling: Ruling,
  changed: boolean,
): Promise<string | null> {
  const { tenant } = deps
  const { requestId } = loaded
  const denials = loaded.request.denials + (changed ? 1 : 0)
  if (changed) await updateRequest(tenant, tx, requestId, { denials })
  await tell(tenant, tx, requestId, loaded.key, loaded.call.ref, {
    isError: true,
    content: {
      denied: ruling.code,
      layer: ruling.decision.decidedBy?.layer ?? null,
      rule: ruling.decision.decidedBy?.rule ?? null,
      hint: 'policy does not allow this; do not propose it again; find another way or escalate',
      ...editedInWords(loaded.call),
    },
  })
  if ((await countDenied(tenant, tx, requestId, ruling.actionHash)) > 1) return 'said_twice'
  return denials >= loaded.settings.bounds.denials ? 'budget_exhausted' : null
}

/**
 * What people said yes to is not what would run now: those yeses are void, and it is asked anew or denied under the next step
 * (T7). Only before the platform may have been called.
 */
async function voidStale(
  deps: GateDeps,
  tx: Tx,
  { loaded, acting, ruling }: Prepared,
  known: Changed | null,
): Promise<Loaded> {
  const { approval, proposal } = loaded
  if (!approval || !proposal || loaded.ledger !== null) return loaded
  const denies = ruling.effect === 'deny'
  const changed = denies ? 'denied' : (changedSince(approval, acting, ruling) ?? known)
  if (changed === null) return loaded
  const end: ApprovalEnd = denies ? denialOf(ruling.code) : endOf[changed as Changed]
  const nobodys = { by: null, at: new Date(deps.clock()) }
  await voidApproval(deps, tx, { approval, proposal }, { ...nobodys, end, outcome: 'approval_void' })
  await logVoid(deps, tx, { approval, proposal }, { ...nobodys, detail: { changed, end } })
  return { ...loaded, proposal: null, approval: null, decisions: [] }
}

const endOf = {
  action: 'action_changed',
  obligations: 'obligations_changed',
  connection: 'connection_ended',
  approver: 'approver_left',
} as const satisfies Record<Changed, ApprovalEnd>

/** What a denial of what was approved says has changed since. */
function denialOf(code: string | null): ApprovalEnd {
  if (code === 'policy_denied' || code === 'fact_missing') return 'policy_denies'
  if (code === 'limit_reached') return 'limit_used_up'
  if (code === 'privilege_ceiling' || code === 'dex_ruler') return 'target_privileged'
  return code === 'protected_account' ? 'target_protected' : 'rule_denies'
}

async function ask(
  deps: GateDeps,
  tx: Tx,
  { loaded, facts, ruling }: Pick<Prepared, 'loaded' | 'facts' | 'ruling'>,
  proposal: ProposalRow,
  { back, who }: { back: ApprovalView['back']; who: WhoIsAsked | null },
): Promise<ApprovalWait> {
  const asked = {
    kind: 'action',
    hash: ruling.actionHash,
    view: viewOf(loaded, facts, ruling, back),
    who,
  } as const
  const wait = await askPeople(deps, tx, loaded, ruling, proposal, asked)
  if (proposal.state === 'decided')
    await updateProposal(deps.tenant, tx, loaded.requestId, proposal.step, { state: 'waiting' })
  return wait
}

/** What people are asked to say yes to. */
export interface Asked {
  kind: 'action' | 'list'
  hash: string
  view: ApprovalView
  /** Null: whoever waits already is asked still. */
  who: WhoIsAsked | null
}

/** Asks for a yes to exactly this, once: what waits already is found. */
export async function askPeople(
  deps: GateDeps,
  tx: Tx,
  loaded: Loaded,
  ruling: Pick<Ruling, 'approvals' | 'obligations' | 'obligationsDigest' | 'decision'>,
  proposal: Pick<ProposalRow, 'step' | 'action'>,
  asked: Asked,
): Promise<ApprovalWait> {
  const { tenant } = deps
  const { requestId } = loaded
  const standing = await findApprovalOf(tenant, tx, requestId, proposal.step)
  if (standing?.state === 'pending') return waitOf(deps, loaded.settings, standing)
  if (asked.who === null) throw new DexError('changed_meanwhile', 'what was asked for is over')
  const row = await insertApproval(tenant, tx, {
    id: newApprovalId(),
    request: requestId,
    step: proposal.step,
    subject_kind: asked.kind,
    subject_hash: asked.hash,
    version: (standing?.version ?? 0) + 1,
    state: 'pending',
    obligations: JSON.stringify(ruling.obligations),
    obligations_digest: ruling.obligationsDigest,
    bundle: ruling.decision.bundle,
    act_as: null,
    ...timesOf(deps, loaded.settings, asked.who),
  })
  await scratchOf(tenant, tx, requestId, loaded.key).putOnce(approvalViewName(row.id), asked.view)
  await updateRequest(tenant, tx, requestId, {
    status: 'waiting_approval',
    status_code: null,
    risk: loaded.call.definition.risk,
    actions: [...new Set([...loaded.request.actions, loaded.call.definition.name])],
  })
  await logAsked(deps, tx, row, { action: proposal.action })
  return waitOf(deps, loaded.settings, row)
}

/** `role it-admin`, for the record. */
const setsAsked = ({ obligations }: ApprovalRow): string =>
  ((obligations as Obligations).approvals ?? [])
    .flatMap(setsOf)
    .map((by) => Object.entries(by).flat().join(' '))
    .join(', ')

/** That a person's yes is waited for. */
export async function logAsked(
  deps: GateDeps,
  tx: Tx,
  row: ApprovalRow,
  { action, ...detail }: { action: string; size?: number; instead?: string },
): Promise<void> {
  await appendLog(deps.tenant, tx, {
    v: 1,
    kind: 'approval.requested',
    at: new Date(deps.clock()).toISOString(),
    by: { role: 'gate' },
    request: row.request,
    step: row.step,
    action,
    actionHash: row.subject_hash,
    approval: row.id,
    detail: {
      version: row.version,
      obligations: row.obligations_digest,
      expiresAt: row.expires_at.toISOString(),
      ...(row.passed_code !== null && { passed: row.passed_code, askedOf: setsAsked(row) }),
      ...(row.too_few && { tooFew: true }),
      ...detail,
    },
  })
}
