import { z } from 'zod'
import { DexError, isDexError } from '#contract/error.ts'
import type { Model, ModelRequest, ModelTurn } from '#contract/model.ts'
import { toOpenAiMessages, toOpenAiTools, toOpenAiTurn } from './openai-wire.ts'

export interface OpenAiModelOptions {
  /** Null where a self-hosted server asks for none. */
  apiKey: string | null
  /** Up to the version, such as `https://models.acme.example/v1`. */
  baseURL: string
  model: string
  effort?: string | undefined
  fetch: (input: string | URL | Request, init?: RequestInit) => Promise<Response>
  /** For the whole call, its body included, in milliseconds. */
  timeoutMs: number
}

const ErrorBody = z.object({ error: z.object({ code: z.string().nullish() }) })

/**
 * An OpenAI-compatible endpoint behind the model interface: a second vendor, or a model of one's own (vLLM, Ollama and the like).
 * One call is one HTTP request; nothing is stored at the provider's where it honours `store`. Throws as `Model` says.
 */
export function createOpenAiModel(options: OpenAiModelOptions): Model {
  const { apiKey, baseURL, model, effort, timeoutMs } = options
  const url = `${baseURL.replace(/\/+$/, '')}/chat/completions`
  const headers = {
    'content-type': 'application/json',
    ...(apiKey === null ? {} : { authorization: `Bearer ${apiKey}` }),
  }

  async function answer(request: ModelRequest, signal: AbortSignal): Promise<ModelTurn> {
    const response = await options.fetch(url, {
      method: 'POST',
      headers,
      signal,
      redirect: 'error',
      body: JSON.stringify({
        model,
        max_completion_tokens: request.maxTokens,
        messages: toOpenAiMessages(request.system, request.messages),
        tools: toOpenAiTools(request.tools),
        store: false,
        ...(effort === undefined ? {} : { reasoning_effort: effort }),
      }),
    })
    if (!response.ok) throw await refusal(response)
    return toOpenAiTurn(await response.json())
  }

  return {
    describe: `openai-compatible ${model}`,
    async turn(request) {
      const late = new AbortController()
      const timer = setTimeout(
        () => late.abort(new DOMException('no answer in time', 'TimeoutError')),
        timeoutMs,
      )
      try {
        return await answer(request, AbortSignal.any([request.signal, late.signal]))
      } catch (error) {
        if (isDexError(error)) throw error
        if (error instanceof SyntaxError)
          throw new DexError('model_bad_answer', undefined, { log: 'the answer is not JSON' })
        const name = error instanceof Error ? error.name : typeof error
        throw new DexError('model_unavailable', undefined, { log: `the answer broke off: ${name}` })
      } finally {
        clearTimeout(timer)
      }
    },
  }
}

/** The same classes as the other provider's: no message of the vendor's, it may quote what was sent. */
async function refusal(response: Response): Promise<DexError> {
  const body: unknown = await response.json().catch(() => null)
  const code = ErrorBody.safeParse(body).data?.error.code ?? ''
  const log = `the model’s endpoint answered ${response.status} ${code.slice(0, 60)}`
  // A window that is full is not cured by asking again.
  if (code === 'context_length_exceeded') return new DexError('budget_exhausted', undefined, { log })
  if (response.status >= 500 || [408, 409, 429].includes(response.status)) {
    const seconds = Number(response.headers.get('retry-after') ?? Number.NaN)
    const wait =
      Number.isFinite(seconds) && seconds >= 0 ? { retryAfterMs: Math.min(seconds, 600) * 1_000 } : {}
    return new DexError('model_unavailable', undefined, { log, ...wait })
  }
  return new DexError('model_bad_answer', undefined, {
    log,
    mend: 'check the model’s name, its key and its base URL',
  })
}
