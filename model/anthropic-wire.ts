import type Anthropic from '@anthropic-ai/sdk'
import { z } from 'zod'
import { DexError } from '#contract/error.ts'
import type { ModelBlock, ModelMessage, ModelTurn, StopReason } from '#contract/model.ts'

type Param = Anthropic.Messages.ContentBlockParam

/** Null for what the API would refuse (an empty text) or what is not Anthropic's. */
function toParam(block: ModelBlock): Param | null {
  switch (block.type) {
    case 'text':
      return block.text.trim() === '' ? null : { type: 'text', text: block.text }
    case 'tool_use':
      return { type: 'tool_use', id: block.id, name: block.name, input: block.input }
    case 'tool_result':
      return {
        type: 'tool_result',
        tool_use_id: block.toolUseId,
        content: block.content,
        is_error: block.isError,
      }
    case 'opaque':
      return block.block as unknown as Param
  }
}

/** Messages that would be empty are left out; the API joins neighbours of the same role. */
export function toMessageParams(messages: readonly ModelMessage[]): Anthropic.Messages.MessageParam[] {
  return messages
    .map(({ role, content }) => ({ role, content: content.map(toParam).filter((param) => param !== null) }))
    .filter((message) => message.content.length > 0)
}

const stopReasons: Record<string, StopReason> = {
  end_turn: 'end_turn',
  tool_use: 'tool_use',
  max_tokens: 'max_tokens',
  refusal: 'refusal',
  pause_turn: 'pause_turn',
  model_context_window_exceeded: 'context_window',
}

/** The SDK does not check an answer's shape; what we read of it is checked here. */
const Answer = z.object({
  model: z.string(),
  stop_reason: z.string().nullable(),
  content: z.array(z.looseObject({ type: z.string() })),
  usage: z.object({
    input_tokens: z.number(),
    output_tokens: z.number(),
    cache_creation_input_tokens: z.number().nullish(),
    cache_read_input_tokens: z.number().nullish(),
  }),
})
const Text = z.object({ text: z.string() })
const ToolUse = z.object({ id: z.string(), name: z.string(), input: z.unknown() })

/** Kinds we send back as they came: the API wants thinking in its place when a tool's result follows. */
const opaqueTypes = ['thinking', 'redacted_thinking']

function toBlocks(block: z.infer<typeof Answer>['content'][number]): ModelBlock[] {
  if (block.type === 'text') return [{ type: 'text', ...Text.parse(block) }]
  if (block.type === 'tool_use') return [{ type: 'tool_use', ...ToolUse.parse(block) }]
  if (opaqueTypes.includes(block.type)) return [{ type: 'opaque', block: { ...block } }]
  return []
}

/** Throws DexError `model_bad_answer` when the answer is not a message. Input tokens include those from the cache. */
export function toTurn(answer: unknown): ModelTurn {
  try {
    const { model, stop_reason, content, usage } = Answer.parse(answer)
    const cacheReadTokens = usage.cache_read_input_tokens ?? 0
    const cacheWriteTokens = usage.cache_creation_input_tokens ?? 0
    const inputTokens = usage.input_tokens + cacheReadTokens + cacheWriteTokens
    return {
      content: content.flatMap(toBlocks),
      stopReason: (stop_reason !== null && stopReasons[stop_reason]) || 'other',
      usage: { inputTokens, outputTokens: usage.output_tokens, cacheReadTokens, cacheWriteTokens },
      model,
    }
  } catch {
    throw new DexError('model_bad_answer', undefined, { log: 'the answer is not a message' })
  }
}
