import { allHandlersFinished, condition, workflowInfo } from '@temporalio/workflow'
import type { ExecuteOutcome, ThinkOutcome } from '#activities/types.ts'
import { gateQueue, type RequestInput, thinkQueue } from '#contract/messages.ts'
import type { TenantId } from '#contract/ids.ts'
import { awaitApproval } from './await-approval.ts'
import { listen } from './listen.ts'
import { gateOf, thinkOf } from './proxies.ts'
import { showAction, showStatus } from './show.ts'
import { newState } from './state.ts'

type Calls = Extract<ThinkOutcome, { kind: 'calls' }>['calls']
/** How one turn ended: go on, hand over with a code, or close. */
type Next = { kind: 'go_on' } | { kind: 'escalate'; code: string } | { kind: 'closing' }

export interface RequestEnd {
  status: 'resolved' | 'escalated' | 'cancelled'
  code: string | null
}

const goOn: Next = { kind: 'go_on' }
const unusableInRowMax = 2

/**
 * One IT request from its opening to the destruction of its content. Orchestrates and decides nothing: every right is
 * decided in activities, from rows and platforms. Its argument holds ids; a forged one ends at the gate.
 */
export async function itRequest(input: RequestInput): Promise<RequestEnd> {
  const tenant = workflowInfo().workflowId.split('/')[0] as TenantId
  const { request } = input
  const state = newState()
  const gate = gateOf(gateQueue(tenant), input.timing)
  const mind = thinkOf(thinkQueue(tenant), input.timing)
  const actions = new Set<string>()
  listen(request, state, gate)

  const say = async (
    action: 'dex.reply.public' | 'dex.reply.internal',
    template: string,
  ): Promise<ExecuteOutcome> => {
    state.said += 1
    const call = { turn: state.turn, index: 1_000 + state.said, say: { action, template } }
    return gate(`say ${template}`).execute({ request, call })
  }

  const write = async (call: Calls[number]): Promise<Next> => {
    const ref = { turn: state.turn, index: call.index }
    const decided = await gate(`decide ${call.action}`).decide({ request, call: ref })
    if (decided.effect === 'deny' || decided.step === null) {
      return decided.giveUp === null ? goOn : { kind: 'escalate', code: decided.giveUp }
    }
    actions.add(call.action)
    showAction([...actions], decided.risk)
    let approval = decided.approval
    for (;;) {
      if (approval !== null) {
        if (state.status !== 'waiting_approval') await say('dex.reply.public', 'waiting_approval')
        const end = await awaitApproval(request, state, gate, {
          step: decided.step,
          action: call.action,
          approval,
        })
        if (end === 'closing') return { kind: 'closing' }
        if (end === 'expired' && approval.otherwise === 'escalate')
          return { kind: 'escalate', code: 'approval_expired' }
      }
      showStatus(state, 'executing', `executes step ${decided.step}, \`${call.action}\``)
      // After a no, the gate refuses and tells the model why: one place decides, also here.
      const done = await gate(`step ${decided.step}: ${call.action}`).execute({ request, call: ref })
      if (done.kind === 'needs_approval') {
        // The gate counts exactly, on who is entitled now: what was counted here was not enough.
        state.settled.delete(done.approval.id)
        approval = done.approval
        continue
      }
      state.finishedStep = Math.max(state.finishedStep, decided.step)
      if (done.kind === 'in_doubt') {
        await say('dex.reply.internal', 'in_doubt')
        return { kind: 'escalate', code: 'in_doubt' }
      }
      if (done.kind === 'denied') return done.giveUp === null ? goOn : { kind: 'escalate', code: done.giveUp }
      if (done.kind === 'done' && done.corroborate) {
        const change = { kind: 'corroborate', step: done.step } as const
        await gate(`compare step ${done.step} with the platform's own log`).record({ request, change })
      }
      return goOn
    }
  }

  const carryOut = async (calls: Calls): Promise<Next> => {
    const reads = calls.filter((call) => !call.write)
    const outcomes = await Promise.all(
      reads.map((call) =>
        gate(call.action).execute({ request, call: { turn: state.turn, index: call.index } }),
      ),
    )
    for (const outcome of outcomes) {
      if (outcome.kind === 'denied' && outcome.giveUp !== null)
        return { kind: 'escalate', code: outcome.giveUp }
    }
    for (const call of calls.filter((each) => each.write)) {
      if (state.closing !== null) return { kind: 'closing' }
      if (call.platform === 'dex') {
        const outcome = await gate(call.action).execute({
          request,
          call: { turn: state.turn, index: call.index },
        })
        if (outcome.kind === 'denied' && outcome.giveUp !== null)
          return { kind: 'escalate', code: outcome.giveUp }
        continue
      }
      const next = await write(call)
      if (next.kind !== 'go_on') return next
    }
    return goOn
  }

  /** Null: a person gave an instruction and the work goes on. */
  const escalate = async (code: string): Promise<RequestEnd | null> => {
    showStatus(state, 'escalated', `handed over to a person (${code})`)
    await gate(`hand over: ${code}`).record({
      request,
      change: { kind: 'status', status: 'escalated', code },
    })
    await say('dex.reply.internal', 'escalated')
    await say('dex.reply.public', 'handed_over')
    await condition(() => state.instructions.length > 0 || state.closing !== null, input.timing.escalatedMs)
    if (state.closing === null && state.instructions.length > 0) return null
    return { status: state.closing === 'cancelled' ? 'cancelled' : 'escalated', code: state.closing ?? code }
  }

  const run = async (): Promise<RequestEnd> => {
    let unusableInRow = 0
    for (;;) {
      if (state.closing !== null) break
      state.turn += 1
      showStatus(state, 'investigating', `investigates, turn ${state.turn}`)
      const instructions = state.instructions.splice(0)
      let next: Next = goOn
      try {
        const turn = await mind(`turn ${state.turn}`).think({ request, turn: state.turn, instructions })
        unusableInRow = turn.kind === 'unusable' ? unusableInRow + 1 : 0
        if (turn.kind === 'resolve') {
          await say('dex.reply.public', turn.template)
          return { status: 'resolved', code: turn.template }
        }
        if (turn.kind === 'escalate') next = { kind: 'escalate', code: 'model_escalated' }
        if (
          turn.kind === 'unusable' &&
          (turn.code !== 'model_bad_answer' || unusableInRow >= unusableInRowMax)
        ) {
          next = { kind: 'escalate', code: turn.code }
        }
        if (turn.kind === 'calls') next = await carryOut(turn.calls)
      } catch (error) {
        next = { kind: 'escalate', code: failureCode(error) }
      }
      if (next.kind === 'closing') break
      if (next.kind === 'escalate') {
        const end = await escalate(next.code)
        if (end !== null) return end
      }
    }
    return { status: state.closing === 'cancelled' ? 'cancelled' : 'escalated', code: state.closing }
  }

  const end = await run()
  await condition(allHandlersFinished)
  showStatus(
    state,
    end.status,
    `${end.status}${end.code === null ? '' : ` (${end.code})`}; content destroyed`,
  )
  await gate(`close as ${end.status}, destroy content`).shred({ request, status: end.status, code: end.code })
  return end
}

/** The stable code that an activity failed with; codes are the only thing that crosses. */
function failureCode(error: unknown): string {
  const cause = error instanceof Error ? error.cause : undefined
  const type = cause !== null && typeof cause === 'object' && 'type' in cause ? cause.type : undefined
  if (typeof type === 'string' && /^[a-z_]+$/.test(type)) return type
  return 'internal'
}
