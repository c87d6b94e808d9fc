import type { z } from 'zod'
import { DexError } from '#contract/error.ts'

/** The gate has parsed them; once more here, so that nothing unparsed reaches the wire by any other way. */
export function parsedParams<Schema extends z.ZodType>(schema: Schema, params: unknown): z.output<Schema> {
  const parsed = schema.safeParse(params)
  if (parsed.success) return parsed.data
  throw new DexError('params_invalid', undefined, { extra: { mayHaveHappened: false } })
}
