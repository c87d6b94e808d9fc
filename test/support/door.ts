import { randomBytes } from 'node:crypto'
import type { RequestId } from '#contract/ids.ts'
import { newDecisionId, newRequestId } from '#contract/new-id.ts'
import {
  messageNames,
  type RequestInput,
  type StatementAnswer,
  thinkQueue,
  workflowTypes,
} from '#contract/messages.ts'
import type { Obligations } from '#contract/decision.ts'
import type { DecisionStatement, SignedDecision } from '#contract/statement.ts'
import { listApprovals, type WaitingApproval } from '#store/approvals.ts'
import type { Database } from '#store/database.ts'
import { insertDecision } from '#store/decisions.ts'
import { openRequest, type RequestRow } from '#store/requests.ts'
import { scratchOf } from '#store/scratch.ts'
import type { Person, World } from './world.ts'

export interface Ticket {
  externalId: string
  title: string
  text: string
  requesterEmail: string
}

const timing: RequestInput['timing'] = { thinkMs: 10_000, gateMs: 15_000, escalatedMs: 2_000 }

/** Files it at the desk alone; answers the desk's id of it. */
export async function fileTicket(world: World, ticket: Omit<Ticket, 'externalId'>): Promise<string> {
  const filed = await fetch(new URL('/api/tickets', world.desk.url), {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: 'Bearer a-desk-token-of-the-test-only' },
    body: JSON.stringify({ title: ticket.title, text: ticket.text, requesterEmail: ticket.requesterEmail }),
  })
  const { externalId, id } = (await filed.json()) as { externalId?: string; id?: string }
  const key = externalId ?? id
  if (!filed.ok || key === undefined) throw new Error(`the desk answered ${filed.status}`)
  return key
}

/** Files a ticket at the desk, and opens and starts its request as the door does. */
export async function openTicket(
  world: World,
  api: Database,
  ticket: Omit<Ticket, 'externalId'>,
  options: {
    timing?: Partial<RequestInput['timing']>
    assurance?: 'asserted' | 'verified'
    /** Asked by this person in a live session of their console, instead of by whoever the ticket names. */
    console?: Person
    /** How soon a dead worker's workflow task is given to another: 2s unless said, more where many wait for little machine. */
    workflowTaskTimeout?: '10s'
    /** Told the id before the request starts. */
    assigned?: (request: RequestId) => void
  } = {},
): Promise<{ request: RequestId; workflowId: string; externalId: string }> {
  const key = await fileTicket(world, ticket)
  const request = newRequestId()
  options.assigned?.(request)
  const workflowId = `${world.tenant}/desk/${key}`
  const dataKey = await world.shared.requestKeys.create(world.tenant, request)
  const author = await world.lookup(ticket.requesterEmail)
  await api.transaction(world.tenant, async (tx) => {
    await openRequest(world.tenant, tx, {
      id: request,
      workflow_id: workflowId,
      source: 'desk',
      door_key: key,
      channel: options.console ? 'pro' : 'ticket',
      assurance: options.console ? 'verified' : (options.assurance ?? 'asserted'),
      requester_lookup: author,
      ...(options.console && { requester_person: options.console.id }),
      authors: [author],
      status: 'investigating',
      content_digest: 'test',
      actions: [],
      risk: 'low',
    })
    await scratchOf(world.tenant, tx, request, dataKey).putOnce('ask', {
      title: ticket.title,
      text: ticket.text,
      requesterEmail: ticket.requesterEmail,
      url: null,
      externalId: key,
    })
  })
  const input: RequestInput = { request, timing: { ...timing, ...options.timing } }
  await world.temporal.workflow.start(workflowTypes.request, {
    workflowId,
    taskQueue: thinkQueue(world.tenant),
    args: [input],
    workflowTaskTimeout: options.workflowTaskTimeout ?? '2s',
  })
  return { request, workflowId, externalId: key }
}

export async function until<Value>(
  what: string,
  look: () => Promise<Value | null | undefined | false>,
  ms = 45_000,
): Promise<Value> {
  const end = Date.now() + ms
  for (;;) {
    const found = await look()
    if (found) return found
    if (Date.now() > end) throw new Error(`timed out: ${what}`)
    await new Promise((resolve) => setTimeout(resolve, 60))
  }
}

export const rowOf = (world: World, api: Database, request: RequestId): Promise<RequestRow> =>
  api.transaction(world.tenant, (tx) =>
    tx.selectFrom('requests').selectAll().where('id', '=', request).executeTakeFirstOrThrow(),
  )

export const waitForApproval = (world: World, api: Database, request: RequestId): Promise<WaitingApproval> =>
  until('an approval', async () => {
    const [first] = await api.transaction(world.tenant, (tx) =>
      listApprovals(world.tenant, tx, { state: 'pending', request, limit: 1 }),
    )
    return first
  })

export const waitForStatus = (
  world: World,
  api: Database,
  request: RequestId,
  status: string,
  ms?: number,
): Promise<RequestRow> =>
  until(
    `status ${status}`,
    async () => {
      const row = await rowOf(world, api, request)
      return row.status === status ? row : null
    },
    ms,
  )

/** The statement that api would make of this person's yes or no. */
export function statementOf(
  world: World,
  approval: WaitingApproval,
  person: Person,
  change: Partial<DecisionStatement> = {},
): DecisionStatement {
  const connection = person.connections.admin
  return {
    type: 'dex/decision/v1',
    tenant: world.tenant,
    request: approval.request as RequestId,
    step: approval.step,
    actionHash: approval.subject_hash as DecisionStatement['actionHash'],
    actAs: approval.act_as ?? (connection && { person: person.id, connection }),
    verdict: 'approve',
    approver: { person: person.id, iss: 'https://idp.test', sub: person.email },
    onBehalfOf: null,
    stepUp: null,
    obligations: approval.obligations_digest as DecisionStatement['obligations'],
    bundle: approval.bundle as DecisionStatement['bundle'],
    proof: proofOf(approval),
    comment: null,
    issuedAt: new Date().toISOString(),
    expiresAt: new Date(Date.now() + 3_600_000).toISOString(),
    nonce: randomBytes(16).toString('hex'),
    keyId: world.signer.keyId,
    ...change,
  }
}

const proofOf = (approval: WaitingApproval): string | null =>
  (approval.obligations as Obligations).approvals?.flatMap((each) => each.proof)[0] ?? null

export const sign = (world: World, statement: DecisionStatement): SignedDecision => ({
  statement,
  signature: world.signer.sign(statement),
})

/** Row first, then the Update, as api does. */
export async function decide(
  world: World,
  api: Database,
  approval: WaitingApproval,
  person: Person,
  change: Partial<DecisionStatement> = {},
): Promise<StatementAnswer> {
  const signed = sign(world, statementOf(world, approval, person, change))
  await api.transaction(world.tenant, (tx) =>
    insertDecision(world.tenant, tx, { id: newDecisionId(), approval: approval.id, signed }),
  )
  const row = await rowOf(world, api, approval.request as RequestId)
  return world.temporal.workflow
    .getHandle(row.workflow_id)
    .executeUpdate(messageNames.decideApproval, { args: [signed] })
}

const updates = {
  answer: messageNames.answer,
  instruct: messageNames.instruct,
  cancel: messageNames.cancel,
  take_over: messageNames.takeOver,
}

/** What a person says of a request, as api signs and stores it, and nobody delivers; `text` of an answer or an instruction. */
export async function commitWord(
  world: World,
  api: Database,
  about: { request: RequestId; workflowId: string },
  person: Person,
  verdict: keyof typeof updates,
  text: string | null = null,
): Promise<SignedDecision> {
  const { request } = about
  const id = newDecisionId()
  const name = `${verdict}/${id}`
  const signed = sign(world, {
    type: 'dex/decision/v1',
    tenant: world.tenant,
    request,
    step: 1,
    actionHash: `sha256:${'0'.repeat(64)}` as DecisionStatement['actionHash'],
    actAs: null,
    verdict,
    approver: { person: person.id, iss: 'https://idp.test', sub: person.email },
    onBehalfOf: null,
    stepUp: null,
    obligations: null,
    bundle: null,
    proof: null,
    comment: text === null ? null : name,
    issuedAt: new Date().toISOString(),
    expiresAt: new Date(Date.now() + 60_000).toISOString(),
    nonce: id,
    keyId: world.signer.keyId,
  })
  const key = await world.shared.requestKeys.find(world.tenant, request)
  await api.transaction(world.tenant, async (tx) => {
    if (text !== null) await scratchOf(world.tenant, tx, request, key).putOnce(name, text)
    await insertDecision(world.tenant, tx, { id, approval: null, signed })
  })
  return signed
}

/** The same, and delivered as api does it. */
export async function speak(...said: Parameters<typeof commitWord>): Promise<StatementAnswer> {
  const [world, , { workflowId }, , verdict] = said
  const signed = await commitWord(...said)
  return world.temporal.workflow
    .getHandle(workflowId)
    .executeUpdate<StatementAnswer, [SignedDecision]>(updates[verdict], { args: [signed] })
}
