import type { Schema } from '../description.ts'

/** Gathers schemas under names; a schema may refer to itself on the way. */
export interface Schemas {
  /** A reference to it; made at the first asking. */
  named(name: string, make: () => Schema): Schema
  all(): Record<string, Schema>
}

export function createSchemas(): Schemas {
  const made = new Map<string, Schema>()
  return {
    named(name, make) {
      const key = name.replaceAll(/[^\w.-]/g, '_')
      if (!made.has(key)) {
        made.set(key, {})
        made.set(key, make())
      }
      return { $ref: `#/schemas/${key}` }
    },
    all: () => Object.fromEntries([...made].toSorted(([one], [other]) => (one < other ? -1 : 1))),
  }
}

/** INVARIANT: an object with described properties has no others, unless its vendor says so: what nobody describes is a deviation. */
export function closedObject(
  properties: Record<string, Schema>,
  options: { required?: readonly string[]; additional?: Schema | boolean; patterns?: Record<string, Schema> },
): Schema {
  const { required = [], patterns } = options
  const additional = options.additional ?? (Object.keys(properties).length === 0 ? true : false)
  return {
    type: 'object',
    ...(Object.keys(properties).length > 0 && { properties }),
    ...(required.length > 0 && { required: [...required] }),
    ...(patterns && { patternProperties: patterns }),
    ...(additional !== true && { additionalProperties: additional }),
  }
}

export const orNull = (schema: Schema): Schema =>
  typeof schema['type'] === 'string' && schema['enum'] === undefined
    ? { ...schema, type: [schema['type'], 'null'] }
    : { anyOf: [schema, { type: 'null' }] }
