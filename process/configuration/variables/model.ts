import { z } from 'zod'
import { kinds } from '../kinds.ts'
import { variable } from '../variable.ts'

export const modelVariables = {
  DEX_MODEL_PROVIDER: variable({
    field: 'modelProvider',
    schema: z.enum(['anthropic', 'openai']),
    expects: '`anthropic` or `openai`',
    for: ['think', 'dex'],
    fallback: 'anthropic',
    what: '`openai`: any endpoint that speaks Chat Completions, one of your own among them',
  }),
  ANTHROPIC_API_KEY: variable({
    field: 'anthropicApiKey',
    ...kinds.secret,
    for: ['think', 'dex'],
    what: "the model's credential; without it the sandbox's stand-in answers; required in production",
  }),
  ANTHROPIC_BASE_URL: variable({
    field: 'anthropicBaseUrl',
    ...kinds.webUrl,
    for: ['think', 'dex'],
    what: "another origin for the Messages API; otherwise Anthropic's own",
  }),
  OPENAI_API_KEY: variable({
    field: 'openaiApiKey',
    ...kinds.secret,
    for: ['think'],
    what: 'the credential of that endpoint; none is sent without it',
  }),
  OPENAI_BASE_URL: variable({
    field: 'openaiBaseUrl',
    ...kinds.webUrl,
    for: ['think', 'dex'],
    what: "the endpoint up to its version, such as `https://models.acme.example/v1`; otherwise OpenAI's own",
  }),
  DEX_MODEL: variable({
    field: 'model',
    ...kinds.text,
    expects: 'a model id',
    for: ['think', 'dex'],
    fallback: 'claude-sonnet-5-5',
    what: 'the model that is asked, for hard cases where `DEX_MODEL_SMALL` is set',
  }),
  DEX_MODEL_SMALL: variable({
    field: 'modelSmall',
    ...kinds.text,
    expects: 'a model id',
    for: ['think'],
    what: 'a smaller model of the same provider for triage; otherwise `DEX_MODEL` does both',
  }),
  DEX_MODEL_FALLBACK: variable({
    field: 'modelFallback',
    ...kinds.text,
    expects: 'a model id',
    for: ['think'],
    what: 'a model of the same provider that is asked where the first is overloaded or away',
  }),
  DEX_MODEL_EFFORT: variable({
    field: 'modelEffort',
    schema: z.enum(['low', 'medium', 'high', 'xhigh', 'max']),
    expects: '`low`, `medium`, `high`, `xhigh` or `max`',
    for: ['think'],
    what: "how much the model thinks; otherwise the provider's own choice",
  }),
  DEX_MODEL_PRICES: variable({
    field: 'modelPrices',
    ...kinds.prices,
    for: ['think'],
    fallback: '{}',
    what: 'US dollars for a million tokens by the beginning of a model id, for cost and budgets; without it cost is 0',
  }),
} as const
