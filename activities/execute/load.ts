import { catalog } from '#catalog/index.ts'
import type { Happened } from '#contract/connector.ts'
import type { Obligations } from '#contract/decision.ts'
import { type Edited, editedName, editedPrefix } from '#contract/edit.ts'
import { DexError } from '#contract/error.ts'
import type { RequestId } from '#contract/ids.ts'
import { listLinesName, type SealedList } from '#contract/list.ts'
import { requestWorkflowOf } from '#contract/message-names.ts'
import type { DecisionStatement } from '#contract/statement.ts'
import type { TurnOutcome } from '#contract/turn.ts'
import { findApprovalOf } from '#store/approvals.ts'
import { findLine, findList, type LineRow, type ListRow } from '#store/bulk.ts'
import { findInForce } from '#store/bundles.ts'
import { findCall } from '#store/calls.ts'
import type { Tx } from '#store/database.ts'
import { listUsable } from '#store/connections.ts'
import { type CheckedDecision, listDecisions } from '#store/decisions.ts'
import { findLedger, listInDoubt } from '#store/ledger.ts'
import { listPlatforms } from '#store/identity.ts'
import { findAccount, findPerson, listRulers } from '#store/people.ts'
import { findProposal, type ProposalRow } from '#store/proposals.ts'
import { findRequestAndTenant, type RequestRow } from '#store/requests.ts'
import { readSealed } from '#store/scratch.ts'
import { findStandingUse, listStandingFor } from '#store/standing-approvals.ts'
import { findSettings } from '#store/tenants.ts'
import { idempotencyKey } from '#vault/hashes.ts'
import type { ActivityKeys, GateDeps } from '../deps.ts'
import type { CallRef, GateInput, LineRef } from '../types.ts'
import type { KnownPerson, Loaded, OriginRecord, ProposedCall } from './context.ts'
import { allKnown } from './entitlement.ts'
import { Refusal } from './refusal.ts'
import { takesBack } from './undo/assert-unchanged.ts'

/**
 * Step 1. INVARIANT: the input's ids are claims. The row must exist in this worker's own tenant and its workflow id must
 * be the one that Temporal says this activity runs for; everything else is read from our rows (T1).
 */
export async function load(
  deps: GateDeps,
  workflowId: string,
  input: GateInput,
  as: 'call' | 'list' = 'call',
): Promise<Loaded> {
  const requestId = input.request as RequestId
  return deps.database.read(deps.tenant, async (tx) => {
    const owned = ownRequest(deps, tx, requestId, workflowId)
    const line = 'line' in input.call ? input.call.line : null
    const [request, key, settings, inForce, sealed, call, rulers, platforms, place] = await Promise.all([
      owned,
      owned.then(() => deps.keys.request(deps.tenant, requestId)),
      findSettings(deps.tenant, tx),
      findInForce(deps.tenant, tx),
      readSealed(deps.tenant, tx, requestId, [
        'ask',
        line === null ? `turn/${input.call.turn}` : listLinesName(line.list),
        'origins/',
        editedPrefix,
      ]),
      findCall(deps.tenant, tx, requestId, input.call),
      listRulers(deps.tenant, tx),
      listPlatforms(deps.tenant, tx),
      line === null ? null : placeInList(deps, tx, requestId, line),
    ])
    if (!settings || !key) throw new DexError('request_unknown')
    const content = sealed.open(key)
    const ask = content.get('ask') as Loaded['ask'] | undefined
    if (!ask) throw new DexError('request_unknown')
    const asProposed =
      'say' in input.call
        ? spoken(input.call)
        : place !== null
          ? lineCall(input.call, place, content.get(listLinesName(place.list.step)))
          : (as === 'list' ? wholeList : proposed)(input.call, content.get(`turn/${input.call.turn}`))
    const proposedCall = asEdited(asProposed, content.get(editedName(input.call)) as Edited | undefined)
    const edits = [...content].filter(([name]) => name.startsWith(editedPrefix))
    if (proposedCall.origin === 'model' && takesBack({ ask, call: proposedCall }))
      proposedCall.origin = 'person'
    const { definition } = proposedCall
    const [standing, approvedAhead, requester, doubts] = await Promise.all([
      standingOf(
        deps,
        tx,
        request,
        proposedCall,
        place === null ? (call?.step ?? null) : place.row.step,
        place,
      ),
      approvedAheadOf(deps, tx, definition),
      requesterOf(deps, tx, request, definition.platform),
      definition.write && definition.platform !== 'dex'
        ? listInDoubt(deps.tenant, tx, { action: definition.name, limit: 1_000 })
        : [],
    ])
    const origins = [...content]
      .filter(([name]) => name.startsWith('origins/'))
      .map(([name, value]) => ({ ...(value as OriginRecord), ref: refOf(name) }))
    return {
      requestId,
      request,
      settings,
      inForce,
      key,
      ask,
      call: proposedCall,
      editedAway: new Set(edits.flatMap(([, value]) => (value as Edited).away)),
      origins,
      rulers,
      ownClients: new Set(platforms.map((each) => `${each.platform}:${each.client_id}`)),
      inDoubt: doubts.map((each) => ({
        actionHash: each.action_hash,
        target: each.target?.id ?? null,
        objects: each.objects.map(({ id }) => id),
      })),
      ...requester,
      ...standing,
      ...approvedAhead,
      line: place && {
        list: place.list.step,
        size: place.list.size,
        position: place.row.position ?? 0,
        actionHash: place.row.action_hash,
        proof: line?.proof ?? [],
        seen: place.row.read_back as Happened | null,
        earlier: new Map(),
      },
    }
  })
}

interface Place {
  list: ListRow
  row: LineRow
}

/** A line of a list that is being carried out; its target and parameters are read from what the gate itself wrote down. */
async function placeInList(deps: GateDeps, tx: Tx, request: RequestId, line: LineRef): Promise<Place> {
  const [list, row] = await Promise.all([
    findList(deps.tenant, tx, request, line.list),
    findLine(deps.tenant, tx, request, line),
  ])
  if (!list || !row) throw new DexError('request_unknown', 'the list has no such line')
  const over = list.state === 'ended' && (row.state === 'waiting' || row.state === 'skipped')
  if (list.started_at === null || list.state === 'void' || over) throw new DexError('approval_void')
  return { list, row }
}

function lineCall(ref: CallRef, { list, row }: Place, sealed: unknown): ProposedCall {
  const { purpose, lines } = sealed as SealedList
  const line = lines.find((each) => each.line === row.line)
  if (!line) throw new DexError('request_unknown', 'the list has no such line')
  const call = parsed(ref, 'line', list.action, row.target?.id ?? null, line.params, purpose)
  return { ...call, written: line.asWritten ?? { target: line.written } }
}

/** `origins/3/0` → `3.0`, as the model names it. */
const refOf = (name: string): string => name.split('/').slice(1).join('.')

/**
 * The row, if it is this workflow's and still open; else `request_unknown` or `request_closed`. The workflow of a line of a list
 * is its request's.
 */
export async function ownRequest(
  deps: { tenant: GateDeps['tenant']; keys: Pick<ActivityKeys, 'request'> },
  tx: Tx,
  requestId: RequestId,
  workflowId: string,
): Promise<RequestRow> {
  const request = await findRequestAndTenant(deps.tenant, tx, requestId)
  if (!request || request.workflow_id !== requestWorkflowOf(workflowId)) throw new DexError('request_unknown')
  if (request.closed_at !== null) throw new DexError('request_closed')
  if (request.tenant_state !== 'active') throw new DexError('tenant_suspended')
  return request
}

async function requesterOf(deps: GateDeps, tx: Tx, request: RequestRow, platform: string) {
  if (request.requester_person === null) return { requesterRoles: [], ownAccountId: null }
  const [person, account] = await Promise.all([
    findPerson(deps.tenant, tx, request.requester_person),
    findAccount(deps.tenant, tx, request.requester_person, platform),
  ])
  return {
    requesterRoles: request.assurance === 'verified' ? (person?.roles ?? []) : [],
    ownAccountId: account?.account_id ?? null,
  }
}

/** What stands of the call, and the connections that it may need, the one that an approval names among them. */
async function standingOf(
  deps: GateDeps,
  tx: Tx,
  request: RequestRow,
  call: ProposedCall,
  step: number | null,
  place: Place | null,
) {
  const { tenant } = deps
  const requestId = request.id as RequestId
  const { name: action } = call.definition
  const usable = (connection: string | null) =>
    listUsable(tenant, tx, { person: request.requester_person, connection, action })
  const none = {
    proposal: null,
    approval: null,
    demanded: null,
    decisions: [],
    sayers: new Map<string, KnownPerson>(),
    ledger: null,
    standingUse: null,
    connectionEnded: false,
  }
  if (place !== null) {
    const asked = place.list.step
    const [found, approval, decisions] = await Promise.all([
      step === null ? undefined : findProposal(tenant, tx, requestId, step),
      findApprovalOf(tenant, tx, requestId, asked),
      listDecisions(tenant, tx, requestId, asked),
    ])
    const proposal = found?.action_hash === place.row.action_hash ? found : undefined
    return {
      ...none,
      proposal: proposal ?? null,
      approval: approval ?? null,
      demanded: (approval?.obligations as Obligations | undefined) ?? null,
      decisions,
      ledger: (proposal && (await findLedger(tenant, tx, keyOf(tenant, requestId, proposal)))) ?? null,
      connections: await usable(approval?.act_as?.connection ?? null),
    }
  }
  if (step === null) return { ...none, connections: await usable(null) }
  const [proposal, approval, decisions] = await Promise.all([
    findProposal(tenant, tx, requestId, step),
    findApprovalOf(tenant, tx, requestId, step),
    listDecisions(tenant, tx, requestId, step),
  ])
  const demanded = (approval?.obligations as Obligations | undefined) ?? null
  if (!proposal || proposal.state === 'void') {
    const connectionEnded = proposal?.outcome_code?.startsWith('connection_') === true
    return { ...none, demanded, connectionEnded, connections: await usable(null) }
  }
  const [ledger, standingUse, connections, sayers] = await Promise.all([
    findLedger(tenant, tx, keyOf(tenant, requestId, proposal)),
    findStandingUse(tenant, tx, { request: requestId, step }),
    usable(approval?.act_as?.connection ?? null),
    sayersOf(tenant, tx, decisions),
  ])
  return {
    proposal,
    approval: approval ?? null,
    demanded,
    decisions,
    sayers,
    ledger: ledger ?? null,
    standingUse,
    connectionEnded: false,
    connections,
  }
}

/** What standing approvals there are of an action that changes anything, and who signed them. */
async function approvedAheadOf(
  deps: GateDeps,
  tx: Tx,
  { name, write }: ProposedCall['definition'],
): Promise<Pick<Loaded, 'standingApprovals' | 'signers'>> {
  if (!write) return { standingApprovals: [], signers: new Map() }
  const at = new Date(deps.clock())
  const standingApprovals = await listStandingFor(deps.tenant, tx, { action: name, now: at })
  const persons = standingApprovals.flatMap(({ signatures }) => signatures.map(({ person }) => person))
  return { standingApprovals, signers: await allKnown(deps.tenant, tx, persons) }
}

const sayersOf = (tenant: GateDeps['tenant'], tx: Tx, decisions: readonly CheckedDecision[]) =>
  allKnown(
    tenant,
    tx,
    decisions.flatMap((each) => {
      const { onBehalfOf } = each.statement as DecisionStatement
      return each.code === 'ok' ? [each.approver, ...(onBehalfOf === null ? [] : [onBehalfOf])] : []
    }),
  )

const keyOf = (tenant: GateDeps['tenant'], request: string, proposal: ProposalRow) =>
  idempotencyKey({ tenant, request, step: proposal.step, actionHash: proposal.action_hash })

function proposed(ref: CallRef, turn: unknown): ProposedCall {
  const outcome = (turn as { outcome?: TurnOutcome } | undefined)?.outcome
  const calls = outcome?.kind === 'calls' ? outcome.calls : outcome?.kind === 'ask' ? [outcome.call] : []
  const call = calls.find((each) => each.index === ref.index)
  if (!call) throw new DexError('request_unknown', 'the turn has no such call')
  return parsed(ref, 'model', call.action, call.target, call.params, call.purpose)
}

/** Of a list as a whole: it has no target, and is never called; its lines are. */
function wholeList(ref: CallRef, turn: unknown): ProposedCall {
  const outcome = (turn as { outcome?: TurnOutcome } | undefined)?.outcome
  if (outcome?.kind !== 'list' || outcome.call.index !== ref.index)
    throw new DexError('request_unknown', 'the turn has no such list')
  const definition = catalog.get(outcome.call.action)
  if (!definition?.write || definition.target === null)
    throw new Refusal('action_unknown', 'a list takes one action that changes something on a target')
  const { params, purpose } = outcome.call
  return { ref, origin: 'model', definition, targetId: null, params, purpose, list: outcome.call }
}

function spoken(ref: Extract<CallRef, { say: unknown }>): ProposedCall {
  return parsed(
    ref,
    'system',
    ref.say.action,
    null,
    { template: ref.say.template },
    'tell where things stand',
  )
}

/** What a person put in its place, where they did. */
function asEdited(call: ProposedCall, edited: Edited | undefined): ProposedCall {
  if (!edited || call.origin !== 'model') return call
  const { target, params } = edited
  return { ...parsed(call.ref, 'person', call.definition.name, target, params, call.purpose), edited }
}

/** Throws a `Refusal` for what the catalog does not take. */
export function parsed(
  ref: CallRef,
  origin: ProposedCall['origin'],
  name: string,
  targetId: string | null,
  params: Record<string, unknown>,
  purpose: string,
): ProposedCall {
  const definition = catalog.get(name)
  if (!definition) throw new Refusal('action_unknown', 'no such action')
  if (origin === 'system' && definition.platform !== 'dex') throw new DexError('request_unknown')
  const result = definition.params.safeParse(params)
  if (!result.success) {
    const issue = result.error.issues[0]
    throw new Refusal('params_invalid', `${issue?.path.join('.') ?? ''}: ${issue?.message ?? 'invalid'}`)
  }
  if (definition.target !== null && (targetId === null || targetId.length === 0)) {
    throw new Refusal('params_invalid', 'target: the action needs one')
  }
  const target = definition.target === null ? null : targetId
  return { ref, origin, definition, targetId: target, params: result.data, purpose }
}
