import Anthropic from '@anthropic-ai/sdk'
import type { Model, ModelRequest, ModelTool } from '#contract/model.ts'
import { toDexError } from './anthropic-error.ts'
import { toToolParams } from './anthropic-tools.ts'
import { toMessageParams, toTurn } from './anthropic-wire.ts'

export interface AnthropicModelOptions {
  apiKey: string
  /** Defaults to the vendor's own origin; never taken from the environment. */
  baseURL?: string | undefined
  /** Such as `claude-opus-5-5`. */
  model: string
  effort?: 'low' | 'medium' | 'high' | 'xhigh' | 'max' | undefined
  /** The only way out to the network. */
  fetch: (input: string | URL | Request, init?: RequestInit) => Promise<Response>
  /** For the whole call, its body included, in milliseconds. */
  timeoutMs: number
}

const describe = (model: string): string =>
  model.startsWith('dex-stand-in') ? `stand-in model ${model}, not a language model` : `anthropic ${model}`

/** Marks the end of the conversation so far: the next turn reads everything up to here from the provider's cache. */
function cached(messages: Anthropic.Messages.MessageParam[]): Anthropic.Messages.MessageParam[] {
  const last = messages.at(-1)
  if (last?.role !== 'user' || !Array.isArray(last.content)) return messages
  const block = last.content.at(-1)
  if (!block) return messages
  if (block.type !== 'text' && block.type !== 'tool_result') return messages
  const marked = { ...block, cache_control: { type: 'ephemeral' } } as const
  return [...messages.slice(0, -1), { ...last, content: [...last.content.slice(0, -1), marked] }]
}

/**
 * The Anthropic Messages API behind the model interface. One call is one HTTP request: retries belong to the caller.
 * Throws as `Model` says; aborting the request's signal or passing the deadline throws `model_unavailable`.
 */
export function createAnthropicModel(options: AnthropicModelOptions): Model {
  const { model, effort, timeoutMs } = options
  // The SDK would otherwise read keys, URLs, log levels and tracing of content from the environment.
  const client = new Anthropic({
    apiKey: options.apiKey,
    webhookKey: null,
    baseURL: options.baseURL ?? 'https://api.anthropic.com',
    fetch: options.fetch,
    maxRetries: 0,
    timeout: timeoutMs,
    logLevel: 'off',
    openTelemetry: false,
  })

  // The tools of a catalog are one array for every turn; turning them into the API's form costs more than a turn's rest.
  const converted = new WeakMap<readonly ModelTool[], Anthropic.Messages.Tool[]>()
  const toolParamsOf = (tools: readonly ModelTool[]): Anthropic.Messages.Tool[] => {
    const known = converted.get(tools) ?? toToolParams(tools)
    converted.set(tools, known)
    return known
  }

  async function answer(request: ModelRequest, signal: AbortSignal): Promise<unknown> {
    return await client.messages.create(
      {
        model,
        max_tokens: request.maxTokens,
        system: [{ type: 'text', text: request.system, cache_control: { type: 'ephemeral' } }],
        messages: cached(toMessageParams(request.messages)),
        tools: toolParamsOf(request.tools),
        ...(effort ? { output_config: { effort } } : {}),
      },
      { signal },
    )
  }

  return {
    describe: describe(model),
    async turn(request) {
      // The SDK's own time-out ends with the headers; this one covers a body that stalls.
      const late = new AbortController()
      const onLate = () => late.abort(new DOMException('no answer in time', 'TimeoutError'))
      // Cleared, unlike AbortSignal.timeout's own, which would wake up for every turn that ended long ago.
      const timer = setTimeout(onLate, timeoutMs)
      try {
        return toTurn(await answer(request, AbortSignal.any([request.signal, late.signal])))
      } catch (error) {
        throw toDexError(error)
      } finally {
        clearTimeout(timer)
      }
    },
  }
}
