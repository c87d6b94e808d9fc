import './quiet.ts'
import { decide as decideStep } from '#activities/execute/decide.ts'
import { execute as executeStep } from '#activities/execute/execute.ts'
import { checkApproval } from '#activities/check-approval/check-approval.ts'
import type { GateDeps } from '#activities/deps.ts'
import type { CheckOutcome, DecideOutcome, ExecuteOutcome } from '#activities/types.ts'
import { isDexError } from '#contract/error.ts'
import type { RequestId } from '#contract/ids.ts'
import { newDecisionId, newRequestId } from '#contract/new-id.ts'
import type { DecisionStatement, SignedDecision } from '#contract/statement.ts'
import type { TurnOutcome } from '#contract/turn.ts'
import { readConfiguration } from '#process/configuration/read.ts'
import { listApprovals, type WaitingApproval } from '#store/approvals.ts'
import type { Database } from '#store/database.ts'
import { insertDecision } from '#store/decisions.ts'
import { openRequest } from '#store/requests.ts'
import { scratchOf } from '#store/scratch.ts'
import { openGate as openGateDeps } from '../../worker.ts'
import { sign, statementOf } from './door.ts'
import type { Person, World } from './world.ts'

export interface Wanted {
  action: string
  target: string | null
  params?: Record<string, unknown>
}

/** One call of one request, as the door and a model's turn left it, with no workflow behind it. */
export interface Asked {
  request: RequestId
  decide(deps?: GateDeps): Promise<DecideOutcome>
  execute(deps?: GateDeps): Promise<ExecuteOutcome>
  /** Tries again, as Temporal does, whatever may be tried again. */
  executeToEnd(deps?: GateDeps): Promise<ExecuteOutcome>
  /** The one that waits. */
  approval(): Promise<WaitingApproval>
  /** Signs what they say; the row stands. */
  write(person: Person, change?: Partial<DecisionStatement>): Promise<SignedDecision>
  check(signed: SignedDecision, deps?: GateDeps): Promise<CheckOutcome>
  /** Both. */
  say(person: Person, change?: Partial<DecisionStatement>, deps?: GateDeps): Promise<CheckOutcome>
}

export interface TestGate {
  deps: GateDeps
  /** Opens a request whose model's first turn asks for these calls; answers the first of them. */
  ask(requesterEmail: string, ...wanted: [Wanted, ...Wanted[]]): Promise<Asked>
  /** The same, of one action on many; only what people say of it is of use here. */
  askList(requesterEmail: string, wanted: { action: string; targets: string[] }): Promise<Asked>
  /** Another call of the same turn. */
  other(asked: Asked, index: number): Asked
  close(): Promise<void>
}

const triesMax = 40

/**
 * The gate's own functions on this world's database, platforms and keys, called as the activities call them; `env` is added
 * to the environment that this world gives it.
 */
export async function openGate(world: World, env: Readonly<Record<string, string>> = {}): Promise<TestGate> {
  const opened = await openGateDeps(readConfiguration('gate', { ...world.env('gate'), ...env }))
  await world.shared.tenantKeys.load(world.tenant)
  const deps = opened.depsFor({ tenant: world.tenant, namespace: null })
  const api = world.database('dex_api')

  const at = (request: RequestId, index: number): Asked => {
    const workflowId = `${world.tenant}/test/${request}`
    const input = { request, call: { turn: 1, index } }
    const execute: Asked['execute'] = (using = deps) => executeStep(using, workflowId, input)
    const approval = () => waiting(world, api, request)
    const write: Asked['write'] = async (person, change = {}) => {
      const asked = await approval()
      const signed = sign(world, statementOf(world, asked, person, change))
      await api.transaction(world.tenant, (tx) =>
        insertDecision(world.tenant, tx, { id: newDecisionId(), approval: asked.id, signed }),
      )
      return signed
    }
    const check: Asked['check'] = (signed, using = deps) =>
      again(() => checkApproval(using, workflowId, { request, signed }))
    return {
      request,
      approval,
      execute,
      decide: (using = deps) => again(() => decideStep(using, workflowId, input)),
      executeToEnd: (using = deps) => again(() => execute(using)),
      write,
      check,
      say: async (person, change, using) => check(await write(person, change), using),
    }
  }

  return {
    deps,
    async ask(requesterEmail, ...wanted) {
      const request = newRequestId()
      const calls = wanted.map(({ action, target, params = {} }, index) => ({
        ...{ index, toolUseId: `tool-${index}`, action, target, params },
        purpose: 'because the test says so',
      }))
      const outcome: TurnOutcome = { kind: 'calls', calls, problems: [] }
      await openRows(world, api, { request, requesterEmail, outcome })
      return at(request, 0)
    },
    async askList(requesterEmail, { action, targets }) {
      const request = newRequestId()
      const purpose = 'because the test says so'
      const call = { index: 0, toolUseId: 'tool-0', action, targets, params: {}, purpose }
      await openRows(world, api, { request, requesterEmail, outcome: { kind: 'list', call } })
      return at(request, 0)
    },
    other: ({ request }, index) => at(request, index),
    close: opened.close,
  }
}

async function openRows(
  world: World,
  api: Database,
  { request, requesterEmail, outcome }: { request: RequestId; requesterEmail: string; outcome: TurnOutcome },
): Promise<void> {
  const key = await world.shared.requestKeys.create(world.tenant, request)
  const author = await world.lookup(requesterEmail)
  await api.transaction(world.tenant, async (tx) => {
    await openRequest(world.tenant, tx, {
      id: request,
      workflow_id: `${world.tenant}/test/${request}`,
      source: 'test',
      door_key: request,
      channel: 'ticket',
      assurance: 'asserted',
      requester_lookup: author,
      authors: [author],
      status: 'investigating',
      content_digest: 'test',
      actions: [],
      risk: 'low',
    })
    const scratch = scratchOf(world.tenant, tx, request, key)
    const ask = { title: 'Test', text: 'A test.', requesterEmail, url: null, externalId: null }
    await scratch.putOnce('ask', ask)
    await scratch.putOnce('turn/1', { outcome, tokens: 1 })
  })
}

async function waiting(world: World, api: Database, request: RequestId): Promise<WaitingApproval> {
  const [first] = await api.transaction(world.tenant, (tx) =>
    listApprovals(world.tenant, tx, { state: 'pending', request, limit: 1 }),
  )
  if (!first) throw new Error('nobody is asked')
  return first
}

async function again<Result>(work: () => Promise<Result>): Promise<Result> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await work()
    } catch (error) {
      const mayPass = isDexError(error) && error.retryable
      if (!mayPass || tries >= triesMax) throw error
      const waitMs = Math.min(error.retryAfterMs ?? 20, 2_000)
      await new Promise((resolve) => setTimeout(resolve, waitMs))
    }
  }
}
