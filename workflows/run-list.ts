import { WorkflowExecutionAlreadyStartedError } from '@temporalio/common'
import { condition, executeChild, patched, sleep, workflowInfo } from '@temporalio/workflow'
import type { ExecuteOutcome, ListPlan } from '#activities/types.ts'
import { lineWorkflowId } from '#contract/message-names.ts'
import type { LineInput } from '#contract/messages.ts'
import { listLine } from './list-line.ts'
import { failureCode, goOn, type Next, type Run, say } from './run.ts'
import { showStatus } from './show.ts'
import type { RunningList } from './state.ts'
import { interrupted, unlessClosing } from './unless-closing.ts'

/** Of fewer than this many a share of failures says little. */
const judgedMin = 10
const proofsAtOnce = 25
const startAttempts = 20

/**
 * Carries a list out: the first few lines alone, then as many at a time as the plan says. It is held when they are not seen to be
 * as intended, or too many go wrong; people pause, resume and stop it. A line that
 * has begun is waited for, unless the request is closing.
 */
export async function runList(
  run: Run,
  call: { index: number; action: string },
  plan: ListPlan,
): Promise<Next> {
  const { state } = run
  const list = begin(plan)
  state.list = list
  state.finishedStep = Math.max(state.finishedStep, plan.list)
  const proofs = new Map<number, string[]>()
  show(run, call)
  for (;;) {
    while (mayBegin(run, list, plan)) {
      const position = list.again.shift() ?? list.next++
      list.running += 1
      void carryOut(run, call, list, proofs, position, plan.failurePercent)
    }
    if (list.running === 0) {
      if (isOver(run, list)) break
      const first = list.canary
      const held = list.hold ?? judgeCanary(list, plan)
      if (held === null && first && !list.canary) await goOnAfterCanary(run, list)
      if (held !== null && !(await waitForPeople(run, call, list, held))) list.stopped ??= 'not_resumed'
      continue
    }
    await condition(() => list.running === 0 || mayBegin(run, list, plan))
  }
  return end(run, list)
}

const begin = ({ list, size }: ListPlan): RunningList => ({
  step: list,
  size,
  next: 0,
  again: [],
  running: 0,
  canary: true,
  hold: null,
  stopped: null,
  done: 0,
  seen: 0,
  failed: 0,
  inDoubt: 0,
  judgedFrom: { failed: 0, finished: 0 },
})

const finished = ({ done, failed }: RunningList): number => done + failed

function mayBegin({ state }: Run, list: RunningList, { canary, width, size }: ListPlan): boolean {
  if (state.closing !== null || list.stopped !== null || list.hold !== null) return false
  const end = list.canary ? canary : size
  return list.running < width && (list.again.length > 0 || list.next < end)
}

const isOver = ({ state }: Run, list: RunningList): boolean =>
  state.closing !== null ||
  list.stopped !== null ||
  (list.next >= list.size && list.again.length === 0 && !(list.canary && list.seen < list.done))

/** The first few are as intended where the platform shows it; where it does not, a person looks. */
function judgeCanary(list: RunningList, { canary }: ListPlan): 'canary' | null {
  if (!list.canary || list.next < canary || list.again.length > 0) return null
  if (list.seen < canary) return 'canary'
  list.canary = false
  return null
}

/** The first few are seen to be as intended: the rest follows. */
async function goOnAfterCanary({ request, gate }: Run, list: RunningList): Promise<void> {
  if (!patched('list-says-it-runs')) return
  const change = { request, list: list.step, state: 'running', code: null } as const
  await gate(`the rest of list ${list.step} follows`).steerList(change)
}

async function carryOut(
  run: Run,
  call: { index: number },
  list: RunningList,
  proofs: Map<number, string[]>,
  position: number,
  failurePercent: number,
): Promise<void> {
  const outcome = await lineOf(run, call, list, proofs, position).catch((error: unknown): ExecuteOutcome => {
    return { kind: 'failed', step: 0, code: failureCode(error) }
  })
  if (outcome.kind === 'needs_connection') {
    list.again.push(position)
    list.hold ??= 'connecting'
  } else if (outcome.kind === 'done') {
    list.done += 1
    if (outcome.readBack === 'yes') list.seen += 1
  } else {
    list.failed += 1
    if (outcome.kind === 'in_doubt') list.inDoubt += 1
    if (tooMany(list, failurePercent)) list.hold ??= 'held'
  }
  list.running -= 1
}

/** More than the share that is taken, since somebody last looked. */
function tooMany(list: RunningList, percent: number): boolean {
  const failed = list.failed - list.judgedFrom.failed
  const judged = Math.max(judgedMin, finished(list) - list.judgedFrom.finished)
  return failed * 100 > percent * judged
}

async function lineOf(
  run: Run,
  call: { index: number },
  list: RunningList,
  proofs: Map<number, string[]>,
  position: number,
): Promise<ExecuteOutcome> {
  const { request, timing, state, gate } = run
  if (!proofs.has(position)) {
    const from = position
    const found = await gate(`prove lines of list ${list.step} from ${from}`).proveLines({
      request,
      list: list.step,
      from,
      count: proofsAtOnce,
    })
    for (const [at, proof] of found.entries()) proofs.set(from + at, proof)
  }
  const line = { list: list.step, position, proof: proofs.get(position) ?? [] }
  const input: LineInput = { request, turn: state.turn, index: call.index, line, gateMs: timing.gateMs }
  const workflowId = lineWorkflowId(workflowInfo().workflowId, list.step, position)
  for (let attempt = 1; ; attempt += 1) {
    try {
      const outcome = await unlessClosing(run, () => executeChild(listLine, { workflowId, args: [input] }))
      return outcome === interrupted ? { kind: 'failed', step: 0, code: 'request_closed' } : outcome
    } catch (error) {
      // Of a run before this one: it comes to its end, and its outcome is found.
      if (!(error instanceof WorkflowExecutionAlreadyStartedError) || attempt >= startAttempts) throw error
      await sleep(500)
    }
  }
}

/** False: nobody said how to go on in the time that a request handed over waits. */
async function waitForPeople(
  run: Run,
  call: { action: string },
  list: RunningList,
  held: NonNullable<RunningList['hold']>,
): Promise<boolean> {
  const { state, request, gate, timing } = run
  list.hold = held
  show(run, call)
  const seen = state.connectionsMade
  const word = { canary: 'canary_unseen', paused: 'paused', held: 'failures', connecting: 'connection' }[held]
  await gate(`list ${list.step} waits: ${word}`).steerList({
    request,
    list: list.step,
    state: held,
    code: word,
  })
  if (held === 'connecting') await say(run, { action: 'dex.reply.internal', template: 'connection_needed' })
  else await say(run, { action: 'dex.reply.internal', template: 'list_waits' })
  const goesOn = () =>
    list.hold === null ||
    list.stopped !== null ||
    state.closing !== null ||
    (held === 'connecting' && state.connectionsMade > seen)
  if (!(await condition(goesOn, timing.escalatedMs))) return false
  list.hold = null
  if (list.stopped !== null || state.closing !== null) return true
  // Whoever lets it go on has seen what went wrong so far, and the first few among it.
  if (held === 'canary' || held === 'held') list.canary = false
  list.judgedFrom = { failed: list.failed, finished: finished(list) }
  await gate(`list ${list.step} goes on`).steerList({
    request,
    list: list.step,
    state: 'running',
    code: 'resumed',
  })
  show(run, call)
  return true
}

function show({ state }: Run, { action }: { action: string }): void {
  const { list } = state
  if (list === null) return
  const doing = list.hold === null ? 'carries out' : `waits (${list.hold}) with`
  showStatus(state, 'executing', `${doing} list ${list.step}, ${list.size} times \`${action}\``)
}

async function end(run: Run, list: RunningList): Promise<Next> {
  const { state, request, gate } = run
  const code = state.closing ?? list.stopped
  const outcome = await gate(`end list ${list.step}`).endList({ request, list: list.step, code })
  state.list = null
  if (state.closing !== null) return { kind: 'closing' }
  if (outcome.inDoubt > 0) {
    await say(run, { action: 'dex.reply.internal', template: 'in_doubt' })
    return { kind: 'escalate', code: 'in_doubt' }
  }
  return list.stopped === null ? goOn : { kind: 'escalate', code: 'list_stopped' }
}
