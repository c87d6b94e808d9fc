import { workflowInfo } from '@temporalio/workflow'
import type { ListOutcome, ListWait } from '#activities/types.ts'
import type { TenantId } from '#contract/ids.ts'
import { gateQueue } from '#contract/message-names.ts'
import { awaitApproval, passOn } from './await-approval.ts'
import { withConnection } from './await-connection.ts'
import { patientGateOf } from './proxies.ts'
import { runList } from './run-list.ts'
import { goOn, type Next, type Run, say } from './run.ts'
import { showAction, showStatus } from './show.ts'
import { tellOfNo, tellRequester } from './tell-requester.ts'

interface ListCall {
  index: number
  action: string
}

/** One action on many: put together, waited for as a whole, carried out line by line. */
export async function carryOutList(run: Run, call: ListCall): Promise<Next> {
  const { state, request, gate } = run
  const ref = { request, call: { turn: state.turn, index: call.index } }
  const tenant = workflowInfo().workflowId.split('/')[0] as TenantId
  const patient = patientGateOf(gateQueue(tenant), run.timing)
  let outcome = await withConnection(
    run,
    () => patient(`put together a list of ${call.action}`).decideList(ref),
    (each) => each.kind === 'needs_connection',
  )
  let shortened = false
  for (;;) {
    if (outcome === null || outcome.kind === 'needs_connection')
      return state.closing === null ? { kind: 'escalate', code: 'connection_expired' } : { kind: 'closing' }
    if (outcome.kind === 'ended') return goOn
    if (outcome.kind === 'denied') await tellOfNo(run, outcome.code)
    if (outcome.kind === 'denied')
      return outcome.giveUp === null ? goOn : { kind: 'escalate', code: outcome.giveUp }
    run.actions.add(call.action)
    showAction({ actions: [...run.actions], risk: outcome.risk })
    if (outcome.kind === 'started') return runList(run, call, outcome)
    const next = await awaitList(run, call, outcome)
    if (next !== null && 'kind' in next) return next
    if (next !== null) {
      outcome = { ...outcome, ...next }
      continue
    }
    if (!shortened && state.replacedBy.has(outcome.approval.id)) {
      shortened = true
      await tellRequester(run, 'lines_taken_out')
    }
    const { list } = state.replacedBy.get(outcome.approval.id) ?? outcome
    outcome = await withConnection(
      run,
      () => gate(`start list ${list} of ${call.action}, or see what is missing`).startList({ request, list }),
      (each) => each.kind === 'needs_connection',
    )
  }
}

/** Null: people answered, or took lines out; what that is worth, the gate tells. A list: it waits for those who come next. */
async function awaitList(
  run: Run,
  call: ListCall,
  wait: Extract<ListOutcome, { kind: 'waiting' }>,
): Promise<Next | ListWait | null> {
  const { state } = run
  if (state.status !== 'waiting_approval')
    await say(run, { action: 'dex.reply.public', template: 'waiting_approval' })
  const end = await awaitApproval(run, { step: wait.list, action: call.action, approval: wait.approval })
  if (end === 'closing') return { kind: 'closing' }
  if (end === 'passes_on') {
    const passed = await passOn(run, wait.list)
    if (passed !== null && passed.size !== null)
      return { list: passed.step, size: passed.size, approval: passed.approval }
  }
  if (end === 'expired' && wait.approval.otherwise === 'escalate') {
    await tellRequester(run, 'expired')
    return { kind: 'escalate', code: 'approval_expired' }
  }
  // The gate counts now. What is said from here on is heard by the next wait, as is what was said before this one began.
  state.settled.delete(wait.approval.id)
  if (!state.replacedBy.has(wait.approval.id)) showStatus(state, 'executing', `starts list ${wait.list}`)
  return null
}
