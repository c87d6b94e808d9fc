import type { FetchFor } from '#contract/fetch.ts'
import type { Model } from '#contract/model.ts'
import { type AnthropicModelOptions, createAnthropicModel } from './anthropic.ts'
import { tiered, withFallback } from './combine.ts'
import { createOpenAiModel } from './openai.ts'

export interface ModelSettings {
  provider: 'anthropic' | 'openai'
  apiKey: string | null
  /** Null: the vendor's own. */
  baseUrl: string | null
  /** For hard cases, for triage, and where the first is away; null: the first for all. */
  model: string
  small: string | null
  fallback: string | null
  effort: AnthropicModelOptions['effort'] | null
  timeoutMs: number
}

const vendors = { anthropic: 'https://api.anthropic.com', openai: 'https://api.openai.com/v1' } as const

/** The models that the configuration names, as one. INVARIANT: the key goes to the one origin it is for (T13). */
export function connectModel(settings: ModelSettings, fetchFor: FetchFor): Model {
  const baseURL = settings.baseUrl ?? vendors[settings.provider]
  const fetch = fetchFor(new URL(baseURL).origin)
  const { timeoutMs, apiKey } = settings
  const named = (model: string): Model =>
    settings.provider === 'openai'
      ? createOpenAiModel({ apiKey, baseURL, model, effort: settings.effort ?? undefined, fetch, timeoutMs })
      : createAnthropicModel({
          apiKey: apiKey ?? '',
          baseURL,
          model,
          effort: settings.effort ?? undefined,
          fetch,
          timeoutMs,
        })
  const large = named(settings.model)
  const both = settings.small === null ? large : tiered(named(settings.small), large)
  return settings.fallback === null ? both : withFallback(both, named(settings.fallback))
}
