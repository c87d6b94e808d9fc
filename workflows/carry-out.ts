import type { ApprovalWait, ExecuteOutcome, ThinkOutcome } from '#activities/types.ts'
import { awaitApproval, passOn } from './await-approval.ts'
import { withConnection } from './await-connection.ts'
import { goOn, type Next, type Run, say } from './run.ts'
import { showAction, showStatus } from './show.ts'
import { tellOfNo, tellRequester } from './tell-requester.ts'
import { interrupted, unlessClosing } from './unless-closing.ts'

export type Call = Extract<ThinkOutcome, { kind: 'calls' }>['calls'][number]

/** Carries out what one turn asks for: reads side by side, then what changes anything, one after the other. */
export async function carryOut(run: Run, calls: readonly Call[]): Promise<Next> {
  const direct = (call: Call) => !call.write || call.platform === 'dex'
  const reads = calls.filter((call) => !call.write)
  const outcomes =
    reads.length === 0 ? [] : await Promise.all(reads.map((call) => execute(run, call, call.action)))
  for (const [index, outcome] of outcomes.entries()) {
    const call = reads[index]
    const next = call && (await follow(run, call, outcome))
    if (next && next.kind !== 'go_on') return next
  }
  for (const call of calls.filter((each) => each.write)) {
    if (run.state.closing !== null) return { kind: 'closing' }
    const next = direct(call)
      ? await follow(run, call, await execute(run, call, call.action))
      : await write(run, call)
    if (next.kind !== 'go_on') return next
  }
  return goOn
}

/** A question goes out through policy and gate like anything else that is said. */
export async function putQuestion(run: Run, call: Named): Promise<'asked' | Next> {
  const outcome = await execute(run, call, 'ask the requester')
  return outcome?.kind === 'done' ? 'asked' : follow(run, call, outcome)
}

/** A write on a platform is decided first, so that the history shows the decision before anything else. */
async function write(run: Run, call: Call): Promise<Next> {
  const { state, request } = run
  const ref = { request, call: { turn: state.turn, index: call.index } }
  const decided = await unlessClosing(run, () =>
    withConnection(
      run,
      () => run.gate(`decide ${call.action}`).decide(ref),
      (each) => each.needsConnection === true,
    ),
  )
  if (decided === null || decided === interrupted) return unconnected(run)
  if (decided.effect === 'deny' || decided.step === null) {
    return decided.giveUp === null ? goOn : { kind: 'escalate', code: decided.giveUp }
  }
  run.actions.add(call.action)
  const action = { actions: [...run.actions], risk: decided.risk }
  if (decided.approval !== null) {
    showAction(action)
    return approveAndExecute(run, call, decided.step, decided.approval)
  }
  showStatus(state, 'executing', `executes step ${decided.step}, \`${call.action}\``, action)
  return follow(run, call, await execute(run, call, `step ${decided.step}: ${call.action}`))
}

/** Waits until people answered, and has the gate see what that is worth; it may ask again. */
async function approveAndExecute(run: Run, call: Named, step: number, approval: ApprovalWait): Promise<Next> {
  const { state } = run
  if (state.status !== 'waiting_approval')
    await say(run, { action: 'dex.reply.public', template: 'waiting_approval' })
  const end = await awaitApproval(run, { step, action: call.action, approval })
  if (end === 'closing') return { kind: 'closing' }
  if (end === 'passes_on') {
    const passed = await passOn(run, step)
    if (passed !== null) return approveAndExecute(run, call, passed.step, passed.approval)
  }
  if (end === 'expired' && approval.otherwise === 'escalate') {
    await tellRequester(run, 'expired')
    return { kind: 'escalate', code: 'approval_expired' }
  }
  showStatus(state, 'executing', `executes step ${step}, \`${call.action}\``)
  // The gate counts exactly, on who is entitled now; what is said from here on is heard by the next wait.
  const said = state.settled.get(approval.id)
  state.settled.delete(approval.id)
  const outcome = await execute(run, call, `step ${step}: ${call.action}`)
  if (said === 'edited') await tellRequester(run, 'changed')
  if (outcome?.kind === 'denied') await tellOfNo(run, outcome.code)
  if (outcome?.kind !== 'needs_approval') state.finishedStep = Math.max(state.finishedStep, step)
  return follow(run, call, outcome)
}

type Named = Pick<Call, 'index' | 'action'>

/** Null: nobody connected in time, or the request is closing. */
async function execute(run: Run, call: Named, summary: string): Promise<ExecuteOutcome | null> {
  const ref = { request: run.request, call: { turn: run.state.turn, index: call.index } }
  const outcome = await unlessClosing(run, () =>
    withConnection(
      run,
      () => run.gate(summary).execute(ref),
      (each) => each.kind === 'needs_connection',
    ),
  )
  if (outcome !== interrupted) return outcome
  await run.gate(`find out how far ${call.action} came`).abandon(ref)
  return null
}

const unconnected = (run: Run): Next =>
  run.state.closing === null ? { kind: 'escalate', code: 'connection_expired' } : { kind: 'closing' }

async function follow(run: Run, call: Named, outcome: ExecuteOutcome | null): Promise<Next> {
  switch (outcome?.kind) {
    case undefined:
    case 'needs_connection':
      return unconnected(run)
    case 'needs_approval':
      if (outcome.connectionEnded)
        await say(run, { action: 'dex.reply.internal', template: 'connection_needed' })
      return approveAndExecute(run, call, outcome.step, outcome.approval)
    case 'denied':
      return outcome.giveUp === null ? goOn : { kind: 'escalate', code: outcome.giveUp }
    case 'in_doubt':
      await say(run, { action: 'dex.reply.internal', template: 'in_doubt' })
      return { kind: 'escalate', code: 'in_doubt' }
    case 'failed':
      return goOn
    case 'done':
      if (outcome.corroborate) await corroborate(run, outcome.step)
      return goOn
  }
}

async function corroborate(run: Run, step: number): Promise<void> {
  const change = { kind: 'corroborate', step } as const
  await run.gate(`compare step ${step} with the platform's own log`).record({ request: run.request, change })
}
