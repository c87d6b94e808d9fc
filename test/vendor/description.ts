import { z } from 'zod'

export type Schema = { [keyword: string]: unknown }
const Schema = z.record(z.string(), z.unknown())

const Operation = z.strictObject({
  /** Of the query string by name; what is an array is written with commas. */
  query: z.record(z.string(), Schema),
  /** Null where none is sent. */
  body: Schema.nullable(),
  bodyRequired: z.boolean(),
  /** By status, or by `2XX`; null where there is no body. */
  responses: z.record(z.string(), Schema.nullable()),
})
export type Operation = z.infer<typeof Operation>

/** What a vendor publishes about exactly the emulated routes: shapes alone, no prose. */
export const Description = z.strictObject({
  source: z.array(z.strictObject({ name: z.string(), version: z.string(), license: z.string() })).min(1),
  /** By the emulated route; null where the vendor describes none. */
  operations: z.record(z.string(), Operation.nullable()),
  /** What `#/schemas/NAME` means. */
  schemas: z.record(z.string(), Schema),
})
export type Description = z.infer<typeof Description>

export type Platform = 'okta' | 'microsoft' | 'google'

/** Of a route such as `GET /api/v1/users/:user`. */
export function partsOf(route: string): { method: string; segments: string[] } {
  const [method = '', path = ''] = route.split(' ')
  return { method, segments: path.split('/').slice(1) }
}
