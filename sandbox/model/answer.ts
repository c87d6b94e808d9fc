import { createHash } from 'node:crypto'
import type { Move } from './move.ts'

export const standInName = 'dex-stand-in-1'

export type AnswerBlock =
  | { type: 'text'; text: string }
  | { type: 'tool_use'; id: string; name: string; input: unknown }

/** Four characters a token: near enough for budgets, and the same every time. */
const tokens = (value: unknown): number => Math.ceil(JSON.stringify(value).length / 4)

/** Ids depend on the request alone: the same conversation gets the same answer, byte for byte. */
const idOf = (prefix: string, ...parts: unknown[]): string =>
  `${prefix}_${createHash('sha256').update(JSON.stringify(parts)).digest('hex').slice(0, 24)}`

export const says = (words: string): AnswerBlock => ({ type: 'text', text: `stand-in model: ${words}` })

export const calls = (body: unknown, name: string, input: unknown): AnswerBlock => ({
  type: 'tool_use',
  id: idOf('toolu', body, name, input),
  name,
  input,
})

/** A message as the vendor's API gives it. */
export function messageOf(
  body: { system?: unknown; messages: unknown; tools: unknown },
  content: AnswerBlock[],
  stopReason: string,
) {
  return {
    id: idOf('msg', body),
    type: 'message',
    role: 'assistant',
    model: standInName,
    content,
    stop_reason: stopReason,
    stop_sequence: null,
    stop_details: null,
    container: null,
    diagnostics: null,
    usage: {
      input_tokens: tokens([body.system ?? '', body.messages, body.tools]),
      output_tokens: tokens(content),
      cache_creation_input_tokens: 0,
      cache_read_input_tokens: 0,
      service_tier: 'standard',
    },
  }
}

export type Answer = ReturnType<typeof messageOf>

export const answerMove = (body: Parameters<typeof messageOf>[0], move: Move): Answer =>
  messageOf(
    body,
    [
      says(move.words),
      calls(body, move.tool, move.input),
      ...(move.plan ? [calls(body, 'plan', move.plan)] : []),
    ],
    'tool_use',
  )
