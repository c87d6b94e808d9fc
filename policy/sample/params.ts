import { z } from 'zod'
import type { ActionDefinition } from '#contract/action.ts'
import { textOfPattern } from './pattern.ts'

export type Json = string | number | boolean | null | Json[] | { [key: string]: Json }
type Schema = {
  type?: string | string[]
  properties?: Record<string, Schema>
  required?: string[]
  items?: Schema | boolean
  anyOf?: Schema[]
  oneOf?: Schema[]
  enum?: Json[]
  const?: Json
  minimum?: number
  exclusiveMinimum?: number
  minItems?: number
  minLength?: number
  maxLength?: number
  pattern?: string
  allOf?: Schema[]
}

/** Texts of the forms that platforms' parameters have; the first that a schema takes is the sample. */
const texts = [
  'sample',
  'sample@example.com',
  '00u1sample0000000000',
  '00g1sample0000000000',
  '3f2504e0-4f89-41d3-9a0c-0305e82c3301',
  '2026-11-23T10:00:00Z',
  '2026-11-23',
  'https://example.com/sample',
  'example.com',
  '+4930123456',
  'DE',
  'de',
  'de-DE',
  '/sample',
  '1',
  '123456789012345678901',
  '10:00',
  'S1',
  'SAMPLE',
  'Sample',
  'a',
  '01abcdefghijklmno',
  '0a1sample',
  'sample-1',
  '100000000000000000001',
  '1.0.0',
]

/** Parameters that the action takes, the smallest we can think of: given the required ones alone. Null when none was found. */
export function sampleParams(action: ActionDefinition): Record<string, Json> | null {
  for (const full of [false, true]) {
    const sample = sampleOf(action, full)
    if (sample !== null && accepts(action.params, sample)) return sample
  }
  return null
}

/** As `sampleParams`, with the optional ones too where values for them were found. */
export function fullSampleParams(action: ActionDefinition): Record<string, Json> | null {
  return sampleOf(action, true)
}

function sampleOf(action: ActionDefinition, full: boolean): Record<string, Json> | null {
  let schema: Schema
  try {
    schema = z.toJSONSchema(action.params, {
      io: 'input',
      unrepresentable: 'any',
      reused: 'inline',
    }) as Schema
  } catch {
    return null
  }
  const params: Record<string, Json> = {}
  for (const [name, property] of Object.entries(schema.properties ?? {})) {
    if (!full && !schema.required?.includes(name)) continue
    const field = action.params.shape[name] as z.ZodType | undefined
    const candidates = candidatesOf(property)
    const fitting = field === undefined ? candidates[0] : candidates.find((value) => accepts(field, value))
    if (fitting !== undefined) params[name] = fitting
  }
  return params
}

/** Values of a schema's form, simplest first; the schema itself has the last word. */
export function candidatesOf(schema: Schema | boolean | undefined): Json[] {
  if (typeof schema !== 'object') return texts
  if (schema.const !== undefined) return [schema.const]
  if (schema.enum !== undefined) return schema.enum
  const branches = schema.anyOf ?? schema.oneOf
  if (branches !== undefined) return branches.flatMap(candidatesOf)
  const kind = [schema.type].flat()[0]
  if (kind === 'boolean') return [false, true]
  if (kind === 'integer' || kind === 'number') {
    const least = schema.minimum ?? (schema.exclusiveMinimum ?? 0) + 1
    return [1, least, 7, 30, 60, 3_600].filter((value) => Number.isSafeInteger(value))
  }
  if (kind === 'array') {
    const items = candidatesOf(schema.items)
    const lists = items.map((item) => Array.from({ length: Math.max(1, schema.minItems ?? 1) }, () => item))
    return schema.minItems === undefined || schema.minItems === 0 ? [...lists, []] : lists
  }
  if (kind === 'object') return objectsOf(schema)
  if (kind === 'null') return [null]
  const patterns = [schema, ...(schema.allOf ?? [])].flatMap(({ pattern }) => pattern ?? [])
  const fitting = patterns.map(textOfPattern)
  const long = 'x'.repeat(Math.min(schema.minLength ?? 0, 5_000))
  return [...texts, ...fitting, ...(schema.minLength === undefined ? [] : [long])]
}

function objectsOf(schema: Schema): Json[] {
  const properties = Object.entries(schema.properties ?? {}).filter(([name]) =>
    schema.required?.includes(name),
  )
  const most = Math.max(1, ...properties.map(([, property]) => candidatesOf(property).length))
  return Array.from({ length: most }, (_, at) =>
    Object.fromEntries(
      properties.map(([name, property]) => {
        const candidates = candidatesOf(property)
        return [name, candidates[Math.min(at, candidates.length - 1)] ?? null]
      }),
    ),
  )
}

function accepts(schema: z.ZodType, value: unknown): boolean {
  try {
    return schema.safeParse(value).success
  } catch {
    return false
  }
}
