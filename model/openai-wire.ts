import { z } from 'zod'
import { DexError } from '#contract/error.ts'
import type { ModelBlock, ModelMessage, ModelTool, ModelTurn, StopReason } from '#contract/model.ts'

/** Chat Completions as https://platform.openai.com/docs/api-reference/chat describes it and self-hosted servers speak it. */
type Message =
  | { role: 'system' | 'user'; content: string }
  | { role: 'assistant'; content: string | null; tool_calls?: object[] }
  | { role: 'tool'; tool_call_id: string; content: string }

const textOf = (content: readonly ModelBlock[]): string =>
  content.flatMap((block) => (block.type === 'text' ? [block.text] : [])).join('\n')

function toMessages({ role, content }: ModelMessage): Message[] {
  const text = textOf(content)
  if (role === 'assistant') {
    const calls = content.flatMap((block) =>
      block.type === 'tool_use'
        ? [
            {
              id: block.id,
              type: 'function',
              function: { name: block.name, arguments: JSON.stringify(block.input) },
            },
          ]
        : [],
    )
    return [{ role, content: text === '' ? null : text, ...(calls.length > 0 && { tool_calls: calls }) }]
  }
  // Results come first: the form wants them right after the calls they answer.
  const results = content.flatMap((block): Message[] =>
    block.type === 'tool_result'
      ? [
          {
            role: 'tool',
            tool_call_id: block.toolUseId,
            content: block.isError ? `error: ${block.content}` : block.content,
          },
        ]
      : [],
  )
  return text === '' ? results : [...results, { role: 'user', content: text }]
}

export const toOpenAiMessages = (system: string, messages: readonly ModelMessage[]): Message[] => [
  { role: 'system', content: system },
  ...messages.flatMap(toMessages),
]

export const toOpenAiTools = (tools: readonly ModelTool[]): object[] =>
  tools.map(({ name, description, inputSchema }) => ({
    type: 'function',
    function: { name, description, parameters: inputSchema },
  }))

const Answer = z.object({
  model: z.string(),
  choices: z
    .array(
      z.object({
        finish_reason: z.string().nullable(),
        message: z.object({
          content: z.string().nullish(),
          refusal: z.string().nullish(),
          tool_calls: z
            .array(
              z.object({ id: z.string(), function: z.object({ name: z.string(), arguments: z.string() }) }),
            )
            .nullish(),
        }),
      }),
    )
    .min(1),
  usage: z.object({
    prompt_tokens: z.number(),
    completion_tokens: z.number(),
    prompt_tokens_details: z.object({ cached_tokens: z.number().nullish() }).nullish(),
  }),
})

const stopReasons: Record<string, StopReason> = {
  stop: 'end_turn',
  tool_calls: 'tool_use',
  function_call: 'tool_use',
  length: 'max_tokens',
  content_filter: 'refusal',
}

/** Arguments that are not JSON stay text: the reader refuses them with a reason that the model can use. */
function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}

/** Throws DexError `model_bad_answer` when the answer is not a chat completion. */
export function toOpenAiTurn(answer: unknown): ModelTurn {
  const result = Answer.safeParse(answer)
  const choice = result.data?.choices[0]
  if (!result.success || !choice)
    throw new DexError('model_bad_answer', undefined, { log: 'the answer is not a chat completion' })
  const { message, finish_reason: finish } = choice
  const { usage, model } = result.data
  const text: ModelBlock[] = message.content ? [{ type: 'text', text: message.content }] : []
  const calls = (message.tool_calls ?? []).map(
    (call): ModelBlock => ({
      type: 'tool_use',
      id: call.id,
      name: call.function.name,
      input: parsed(call.function.arguments),
    }),
  )
  const refused = message.refusal !== null && message.refusal !== undefined
  return {
    content: [...text, ...calls],
    stopReason: refused ? 'refusal' : (finish !== null && stopReasons[finish]) || 'other',
    usage: {
      inputTokens: usage.prompt_tokens,
      outputTokens: usage.completion_tokens,
      cacheReadTokens: usage.prompt_tokens_details?.cached_tokens ?? 0,
      cacheWriteTokens: 0,
    },
    model,
  }
}
