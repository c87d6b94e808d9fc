import { z } from 'zod'
import { RequestId } from './ids.ts'

export { gateQueue, messageNames, searchAttributes, thinkQueue, workflowTypes } from './message-names.ts'

/** `itRequest`'s argument; ids alone, everything else is read from the request's row. */
export const RequestInput = z.strictObject({
  request: RequestId,
  /** Durations in milliseconds, configuration of the process that started it. */
  timing: z.strictObject({
    /** Start-to-close of one model turn and of one call of the gate. */
    thinkMs: z.int().positive(),
    gateMs: z.int().positive(),
    /** How long an escalated request waits for a person before it closes and its content is destroyed. */
    escalatedMs: z.int().positive(),
    /** Turns after which a run goes on as a new one, where the service does not suggest it earlier. */
    turnsPerRun: z.int().positive().optional(),
  }),
  /** What a run hands to the next one. A claim like everything here: the gate reads its own rows. */
  carried: z
    .strictObject({
      turn: z.int().nonnegative(),
      finishedStep: z.int().nonnegative(),
      settled: z.array(z.tuple([z.string(), z.enum(['approved', 'rejected', 'edited'])])),
      instructions: z.array(z.string()),
      answers: z.array(z.string()),
      answered: z.int().nonnegative(),
      refusedSignals: z.int().nonnegative(),
      unusableInRow: z.int().nonnegative(),
      said: z.int().nonnegative(),
      actions: z.array(z.string()),
    })
    .optional(),
})
export type Carried = NonNullable<z.infer<typeof RequestInput>['carried']>
export type RequestInput = z.infer<typeof RequestInput>

/** `publishBundle`'s argument; what is to be published stands in the row of the workflow's id. */
export const PublishInput = z.strictObject({ gateMs: z.int().positive() })
export type PublishInput = z.infer<typeof PublishInput>

/** `listLine`'s argument: a place in a list and the proof that it is one; everything else is read from our own rows. */
export interface LineInput {
  request: string
  turn: number
  index: number
  line: { list: number; position: number; proof: string[] }
  gateMs: number
}

/** What an Update answers: whether the statement counts, and why not. */
export interface StatementAnswer {
  accepted: boolean
  code: string
}

/** Answer of the query `progress`: ids, codes and counts. */
export interface Progress {
  status: string
  turn: number
  step: number | null
  waitingFor: string | null
  refusedSignals: number
  list: ListProgress | null
}

/** How far a list has come; `state` says what it waits for. */
export interface ListProgress {
  step: number
  size: number
  state: ListState
  started: number
  done: number
  failed: number
}

/**
 * `canary`: the first few run, or a person has to look at them; `held`: stopped by its failures until a person says how to go on;
 * `connecting`: waits for a person to connect a platform again.
 */
export type ListState = 'canary' | 'running' | 'paused' | 'held' | 'connecting' | 'ended'
