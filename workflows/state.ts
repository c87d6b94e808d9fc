import { CancellationScope } from '@temporalio/workflow'
import type { ListWait } from '#activities/types.ts'
import type { Carried, ListProgress, Progress } from '#contract/messages.ts'

/** What one request's workflow remembers between its events. */
export interface RequestState {
  status: string
  turn: number
  /** The step that waits for people, if one does. */
  waitingStep: number | null
  /** By approval id: a statement may arrive before the workflow knows that it waits. */
  settled: Map<string, 'approved' | 'rejected' | 'edited'>
  /** Steps up to this one are over; statements on them are refused. */
  finishedStep: number
  /** Scratch names, in order of arrival, not yet shown to the model. */
  instructions: string[]
  /** The same of what the requester answered: text, and no one's instruction. */
  answers: string[]
  /** Over the whole request; a flood of them is refused. */
  answered: number
  waitingAnswer: boolean
  /** Set by `close` alone, which also ends what is under way. */
  closing: 'cancelled' | 'taken_over' | null
  /**
   * Of all work that does not go on once the request is closing. One for the whole run: the SDK looks at each promise that a workflow
   * makes, and a scope is three of them.
   */
  interruptible: CancellationScope
  /** How much of that work is under way. */
  underWay: number
  refusedSignals: number
  /** How often the gate was to look again at a connection that it waits for. */
  connectionsMade: number
  unusableInRow: number
  /** Index for what the workflow says itself; apart from the model's call indexes. */
  said: number
  /** By approval id: the list that waits in the place of another since lines were taken out. */
  replacedBy: Map<string, ListWait>
  /** The list that is being carried out. */
  list: RunningList | null
}

/** A list while it is carried out; what came of each line, the gate writes down. */
export interface RunningList {
  step: number
  size: number
  /** The next position that has had no turn. */
  next: number
  /** Positions that have to be tried again. */
  again: number[]
  running: number
  /** Until the first few are seen to be as intended. */
  canary: boolean
  hold: 'canary' | 'paused' | 'held' | 'connecting' | null
  /** Why it ends before its last line. */
  stopped: string | null
  done: number
  /** Of those that are done, how many the platform showed. */
  seen: number
  failed: number
  inDoubt: number
  /** Counts when a person last let it go on. */
  judgedFrom: { failed: number; finished: number }
}

export const newState = (carried?: Carried): RequestState => ({
  status: 'investigating',
  turn: 0,
  waitingStep: null,
  settled: new Map(),
  finishedStep: 0,
  instructions: [],
  answers: [],
  answered: 0,
  waitingAnswer: false,
  closing: null,
  interruptible: new CancellationScope(),
  underWay: 0,
  refusedSignals: 0,
  connectionsMade: 0,
  unusableInRow: 0,
  said: 0,
  replacedBy: new Map(),
  list: null,
  ...(carried && {
    turn: carried.turn,
    finishedStep: carried.finishedStep,
    settled: new Map(carried.settled),
    instructions: [...carried.instructions],
    answers: [...carried.answers],
    answered: carried.answered,
    refusedSignals: carried.refusedSignals,
    unusableInRow: carried.unusableInRow,
    said: carried.said,
  }),
})

/** Between two turns, when nothing waits: all that the next run needs to know. */
export const carriedOf = (state: RequestState, actions: ReadonlySet<string>): Carried => ({
  turn: state.turn,
  finishedStep: state.finishedStep,
  settled: [...state.settled],
  instructions: [...state.instructions],
  answers: [...state.answers],
  answered: state.answered,
  refusedSignals: state.refusedSignals,
  unusableInRow: state.unusableInRow,
  said: state.said,
  actions: [...actions],
})

export const progressOf = (state: RequestState): Progress => ({
  status: state.status,
  turn: state.turn,
  step: state.waitingStep,
  waitingFor: state.waitingStep !== null ? 'approval' : state.waitingAnswer ? 'answer' : null,
  refusedSignals: state.refusedSignals,
  list: state.list && listProgressOf(state.list),
})

const listProgressOf = (list: RunningList): ListProgress => ({
  step: list.step,
  size: list.size,
  state: list.hold ?? (list.canary ? 'canary' : 'running'),
  started: list.next,
  done: list.done,
  failed: list.failed,
})
