import { z } from 'zod'
import { type Answer, calls, messageOf, says } from './answer.ts'
import type { Dialogue } from './dialogue.ts'
import type { Move } from './move.ts'

const kinds = [
  'overloaded',
  'rate_limited',
  'status500',
  'reset',
  'delay',
  'refusal',
  'empty',
  'max_tokens',
  'unknown_tool',
  'malformed_arguments',
  'endless_calls',
] as const

/** `ms`: how long `delay` waits; what `overloaded` and `rate_limited` say in `retry-after`. */
const Fault = z.strictObject({
  kind: z.enum(kinds),
  times: z.int().min(1).max(10_000).default(1),
  ms: z.int().min(0).max(600_000).optional(),
})
export type Fault = z.infer<typeof Fault>
export const Faults = z.array(Fault).max(1_000)

/** Faults are used up in the order they were given, one a request. */
export function createFaultPlan() {
  let plan: Fault[] = []
  return {
    add: (faults: Fault[]) => void plan.push(...faults.map((fault) => ({ ...fault }))),
    clear: () => void (plan = []),
    left: () => plan.reduce((sum, { times }) => sum + times, 0),
    next(): Fault | null {
      const [fault] = plan
      if (!fault) return null
      fault.times -= 1
      if (fault.times === 0) plan.shift()
      return fault
    },
  }
}

/** A tool that only reads by its name, to be called for ever. */
const readTool = ({ tools, past }: Dialogue): string =>
  past[0]?.tool ??
  tools.find(({ name }) => name === 'okta_user_find')?.name ??
  tools.find(({ name }) => /_(find|list|get|search)/.test(name))?.name ??
  'nothing_to_call'

/** What a model at fault answers in place of `move`; null for faults that are none of the answer. */
export function faultyAnswer(
  kind: Fault['kind'],
  body: Parameters<typeof messageOf>[0],
  dialogue: Dialogue,
  move: Move,
): Answer | null {
  switch (kind) {
    case 'refusal':
      return messageOf(body, [], 'refusal')
    case 'empty':
      return messageOf(body, [], 'end_turn')
    case 'max_tokens':
      return messageOf(body, [says('this answer is cut')], 'max_tokens')
    case 'unknown_tool':
      return messageOf(
        body,
        [says('a tool that was not offered'), calls(body, 'okta_everything_delete', {})],
        'tool_use',
      )
    case 'malformed_arguments':
      return messageOf(
        body,
        [says('arguments that do not fit'), calls(body, move.tool, { nonsense: [1] })],
        'tool_use',
      )
    case 'endless_calls': {
      const tool = readTool(dialogue)
      const input =
        dialogue.past.find((call) => call.tool === tool)?.input ?? (move.tool === tool ? move.input : {})
      return messageOf(body, [says('the same once more'), calls(body, tool, input)], 'tool_use')
    }
    default:
      return null
  }
}
