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
  }),
})
export type RequestInput = z.infer<typeof RequestInput>

/** `publishBundle`'s argument; what is to be published stands in the row of the workflow's id. */
export const PublishInput = z.strictObject({ gateMs: z.int().positive() })
export type PublishInput = z.infer<typeof PublishInput>

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
}
