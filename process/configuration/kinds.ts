import { isAbsolute, resolve } from 'node:path'
import { z } from 'zod'
import { ModelPrices } from '#contract/model-prices.ts'

const units = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 } as const

/** `10s`, `500ms`, `5m`, `24h`, `7d`; becomes milliseconds. */
const duration = z
  .string()
  .regex(/^\d{1,9}(ms|s|m|h|d)$/)
  .transform((text) => {
    const unit = text.replace(/^\d+/, '') as keyof typeof units
    return Number.parseInt(text, 10) * units[unit]
  })

const portNumber = z
  .string()
  .regex(/^\d{1,5}$/)
  .transform(Number)
  .pipe(z.int().min(1).max(65_535))

const count = z
  .string()
  .regex(/^\d{1,12}$/)
  .transform(Number)
  .pipe(z.int().min(1))

const parses = (text: string, protocols: readonly string[]): boolean => {
  const url = URL.parse(text)
  return url !== null && protocols.includes(url.protocol) && url.hostname !== ''
}

const webUrl = z
  .string()
  .refine((text) => parses(text, ['http:', 'https:']))
  .transform((text) => text.replace(/\/+$/, ''))

const postgresUrl = z.string().refine((text) => parses(text, ['postgres:', 'postgresql:']))

const address = z.string().regex(/^(\[[0-9a-fA-F:]+\]|[A-Za-z0-9._-]+):\d{1,5}$/)

const path = z
  .string()
  .min(1)
  .transform((text) => (isAbsolute(text) ? text : resolve(text)))

/** Exact https origins, comma-separated; no path, no wildcard. */
const origins = z
  .string()
  .transform((text) =>
    text
      .split(',')
      .map((part) => part.trim())
      .filter((part) => part !== ''),
  )
  .refine((list) => list.every((part) => parses(part, ['https:']) && new URL(part).origin === part))

const prices = z
  .string()
  .transform((text, context): unknown => {
    try {
      return JSON.parse(text)
    } catch {
      context.addIssue('not JSON')
      return z.NEVER
    }
  })
  .pipe(ModelPrices)

/** Each kind of value: how it is parsed, and the words for it in error texts and docs. */
export const kinds = {
  duration: { schema: duration, expects: 'a duration such as `500ms`, `10s`, `5m`, `24h`, `7d`' },
  port: { schema: portNumber, expects: 'a port, 1 to 65535' },
  count: { schema: count, expects: 'a whole number, 1 or more' },
  webUrl: { schema: webUrl, expects: 'an http or https URL' },
  postgresUrl: { schema: postgresUrl, expects: 'a postgres:// URL' },
  address: { schema: address, expects: 'host:port' },
  path: { schema: path, expects: 'a path' },
  origins: { schema: origins, expects: 'https origins, comma-separated, without a path' },
  prices: {
    schema: prices,
    expects: 'JSON such as `{"model-name":{"input":3,"output":15,"cacheRead":0.3}}`',
  },
  text: { schema: z.string().min(1), expects: 'a text' },
  secret: { schema: z.string().min(1), expects: 'a secret' },
} as const
