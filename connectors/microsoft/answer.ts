import type { z } from 'zod'
import { DexError } from '#contract/error.ts'

/** What may be read of an entity: a field that the vendor's own type does not have is a type error. */
export type FieldsOf<Entity> = { readonly [Field in keyof Entity]?: z.ZodType }

/** What Graph answered, read by a schema; what does not fit is `platform_bad_answer`. The log names places, no values. */
export function read<Schema extends z.ZodType>(schema: Schema, value: unknown): z.output<Schema> {
  const parsed = schema.safeParse(value)
  if (parsed.success) return parsed.data
  const where = parsed.error.issues.map((issue) => issue.path.join('.')).join(', ')
  throw new DexError('platform_bad_answer', undefined, { log: `graph: does not fit at ${where}` })
}

/** Only what the definition allows leaves the connector. */
export function returned<Schema extends z.ZodType>(schema: Schema, value: z.input<Schema>): z.output<Schema> {
  return read(schema, value)
}
