import type { z } from 'zod'
import { DexError } from '#contract/error.ts'

/** Only what the definition allows leaves the connector; an answer that does not fit is `platform_bad_answer`. */
export function returned<Schema extends z.ZodType>(schema: Schema, value: z.input<Schema>): z.output<Schema> {
  const parsed = schema.safeParse(value)
  if (parsed.success) return parsed.data
  const where = parsed.error.issues.map((issue) => issue.path.join('.')).join(', ')
  throw new DexError('platform_bad_answer', undefined, { log: `google: does not fit at ${where}` })
}
