import { allHandlersFinished, condition, continueAsNew, patched, workflowInfo } from '@temporalio/workflow'
import { gateQueue, thinkQueue } from '#contract/message-names.ts'
import type { RequestInput } from '#contract/messages.ts'
import type { TenantId } from '#contract/ids.ts'
import { awaitAnswer, letTimePass } from './await-answer.ts'
import { carryOutList } from './carry-out-list.ts'
import { carryOut, putQuestion } from './carry-out.ts'
import { handOver } from './hand-over.ts'
import { listen } from './listen.ts'
import { gateOf, thinkOf } from './proxies.ts'
import { failureCode, goOn, type Next, type RequestEnd, type Run, say } from './run.ts'
import { showDetails, showInvestigating, showStatus, showThinking } from './show.ts'
import { carriedOf, newState } from './state.ts'
import { tellOfClosing } from './tell-requester.ts'
import { interrupted, unlessClosing } from './unless-closing.ts'

const unusableInRowMax = 2

/**
 * One IT request from its opening to the destruction of its content. Orchestrates and decides nothing: every right is
 * decided in activities, from rows and platforms. Its argument holds ids; a forged one ends at the gate.
 */
export async function itRequest(input: RequestInput): Promise<RequestEnd> {
  const tenant = workflowInfo().workflowId.split('/')[0] as TenantId
  const run: Run = {
    request: input.request,
    timing: input.timing,
    state: newState(input.carried),
    gate: gateOf(gateQueue(tenant), input.timing),
    mind: thinkOf(thinkQueue(tenant), input.timing),
    actions: new Set(input.carried?.actions),
  }
  listen(run.request, run.state, run.gate)
  const end = await loop(run, () => isLong(input, run))
  if (end === 'long') {
    // INVARIANT: no message is lost: each was handled to its end, and what it left behind is carried.
    await condition(allHandlersFinished)
    return continueAsNew<typeof itRequest>({ ...input, carried: carriedOf(run.state, run.actions) })
  }
  await condition(allHandlersFinished)
  await tellOfClosing(run, end)
  const ended = `${end.status}${end.code === null ? '' : ` (${end.code})`}`
  showDetails(`closes as ${ended}`)
  await run
    .gate(`close as ${end.status}, destroy content`)
    .shred({ request: run.request, status: end.status, code: end.code })
  // Not before it is so; and with the workflow's own end it is one write to the visibility store.
  showStatus(run.state, end.status, `${ended}; content destroyed`)
  return end
}

/** Between turns only: a wait for people is one event, however many days it takes. */
function isLong({ timing, carried }: RequestInput, { state }: Run): boolean {
  const turns = state.turn - (carried?.turn ?? 0)
  return workflowInfo().continueAsNewSuggested || turns >= (timing.turnsPerRun ?? Infinity)
}

async function loop(run: Run, long: () => boolean): Promise<RequestEnd | 'long'> {
  const { state } = run
  while (state.closing === null) {
    if (long()) return 'long'
    state.turn += 1
    showThinking(state)
    const next = await takeTurn(run).catch(
      (error: unknown): Next => ({ kind: 'escalate', code: failureCode(error) }),
    )
    if ('status' in next) return next
    if (next.kind === 'escalate') {
      const end = await handOver(run, next.code)
      if (end !== null) return end
    }
  }
  return { status: state.closing === 'cancelled' ? 'cancelled' : 'escalated', code: state.closing }
}

/** A model that stays away is handed over; a database that does comes back, and nobody could be told before. */
async function withDatabase<Outcome>(work: () => Promise<Outcome>): Promise<Outcome> {
  for (;;) {
    try {
      return await work()
    } catch (error) {
      if (failureCode(error) !== 'database_unavailable' || !patched('database-away')) throw error
    }
  }
}

async function takeTurn(run: Run): Promise<Next | RequestEnd> {
  const { state, request } = run
  const instructions = [...state.instructions.splice(0), ...state.answers.splice(0)]
  const turn = await unlessClosing(run, () =>
    withDatabase(() => run.mind(`turn ${state.turn}`).think({ request, turn: state.turn, instructions })),
  )
  if (turn === interrupted) return { kind: 'closing' }
  if (turn.kind !== 'resolve' && turn.kind !== 'escalate') showInvestigating(state)
  state.unusableInRow = turn.kind === 'unusable' ? state.unusableInRow + 1 : 0
  switch (turn.kind) {
    case 'resolve':
      await say(run, { action: 'dex.reply.public', template: turn.template })
      return { status: 'resolved', code: turn.template }
    case 'escalate':
      return { kind: 'escalate', code: 'model_escalated' }
    case 'unusable': {
      const again = turn.code === 'model_bad_answer' && state.unusableInRow < unusableInRowMax
      return again ? goOn : { kind: 'escalate', code: turn.code }
    }
    case 'list':
      return carryOutList(run, turn.call)
    case 'ask': {
      const put = await putQuestion(run, turn.call)
      return put === 'asked' ? awaitAnswer(run, turn.wait) : put
    }
    case 'wait':
      return letTimePass(run, turn.ms)
    case 'calls':
      return carryOut(run, turn.calls)
  }
}
