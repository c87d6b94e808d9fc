import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

/**
 * Writes `schema/*.json`, JSON Schemas of the OCSF classes that exports use, out of a checkout of ocsf/ocsf-schema:
 * `node test/api/ocsf/extract.ts DIRECTORY`. Kept are the classes below with every plain attribute and the objects below;
 * what is left out is refused, so that an event that validates here validates there. Profiles are not applied.
 */
const classes = [
  'iam/account_change',
  'iam/authentication',
  'iam/group_management',
  'application/api_activity',
]
const objects = [
  'actor',
  'api',
  'enrichment',
  'fingerprint',
  'group',
  'metadata',
  'network_endpoint',
  'policy',
  'product',
  'request',
  'resource_details',
  'response',
  'service',
  'session',
  'user',
]

interface Attribute {
  type?: string
  is_array?: boolean
  requirement?: string
  enum?: Record<string, unknown>
}
interface Definition {
  uid?: number
  name: string
  category?: string
  extends?: string
  attributes: Record<string, Attribute>
  constraints?: Record<string, string[]>
}
interface DataType {
  type?: string
  regex?: string
}

const [directory = ''] = process.argv.slice(2)
const read = <Value>(path: string): Value => JSON.parse(readFileSync(join(directory, path), 'utf8')) as Value
const dictionary = read<{
  attributes: Record<string, Attribute>
  types: { attributes: Record<string, DataType> }
}>('dictionary.json')
const { version } = read<{ version: string }>('version.json')
const categories = read<{ attributes: Record<string, { uid: number }> }>('categories.json').attributes

/** A definition over those it extends: attributes member by member, enums united. */
function resolved(path: string, folder: (name: string) => string): Definition {
  const own = read<Definition>(path)
  const { $include: _, ...attributes } = own.attributes as Record<string, Attribute>
  if (own.extends === undefined || own.extends === 'object') return { ...own, attributes }
  const base = resolved(folder(own.extends), folder)
  const names = new Set([...Object.keys(base.attributes), ...Object.keys(attributes)])
  const merged = [...names].map((name): [string, Attribute] => {
    const both = { ...base.attributes[name], ...attributes[name] }
    const united = { ...base.attributes[name]?.enum, ...attributes[name]?.enum }
    return [name, Object.keys(united).length > 0 ? { ...both, enum: united } : both]
  })
  const category = own.category ?? base.category
  return {
    ...base,
    ...own,
    ...(category === undefined ? {} : { category }),
    attributes: Object.fromEntries(merged),
  }
}

const whole = ['integer_t', 'long_t']

/** Null for an attribute whose object is not kept. */
function schemaOf(name: string, attribute: Attribute): object | null {
  const known = { ...dictionary.attributes[name], ...attribute }
  const values = { ...dictionary.attributes[name]?.enum, ...attribute.enum }
  const one = single(known.type ?? '', values)
  if (one === null) return null
  return known.is_array ? { type: 'array', items: one } : one
}

function single(type: string, values: Record<string, unknown>): object | null {
  const dataType = dictionary.types.attributes[type]
  if (!dataType) {
    if (type === 'object') return { type: 'object' }
    return objects.includes(type) ? { $ref: `${type}.json` } : null
  }
  const root = dataType.type ?? type
  const keys = Object.keys(values)
  if (whole.includes(root))
    return {
      type: 'integer',
      ...(keys.length > 0 ? { enum: keys.map(Number).toSorted((a, b) => a - b) } : {}),
    }
  if (type === 'boolean_t') return { type: 'boolean' }
  if (type === 'float_t') return { type: 'number' }
  if (type === 'json_t') return {}
  // The address pattern is a page long and nothing here carries an address.
  if (type === 'ip_t') return null
  return {
    type: 'string',
    ...(keys.length > 0 ? { enum: keys.toSorted() } : {}),
    ...(dataType.regex === undefined ? {} : { pattern: dataType.regex }),
  }
}

function toSchema(id: string, definition: Definition, fixed: Record<string, object>): object {
  const properties: Record<string, object> = {}
  const required: string[] = []
  for (const [name, attribute] of Object.entries(definition.attributes).toSorted(([a], [b]) =>
    a < b ? -1 : 1,
  )) {
    const schema = fixed[name] ?? schemaOf(name, attribute)
    if (schema !== null) properties[name] = schema
    if (attribute.requirement === 'required') required.push(name)
  }
  const { at_least_one: some } = definition.constraints ?? {}
  return {
    $id: id,
    $comment: `OCSF ${version}; see NOTICE`,
    type: 'object',
    properties,
    required,
    additionalProperties: false,
    ...(some === undefined ? {} : { anyOf: some.map((name) => ({ required: [name] })) }),
  }
}

const out = fileURLToPath(new URL('schema/', import.meta.url))
mkdirSync(out, { recursive: true })
const write = (name: string, schema: object): void =>
  writeFileSync(join(out, `${name}.json`), `${JSON.stringify(schema, null, 2)}\n`)

for (const path of classes) {
  const [room = '', name = ''] = path.split('/')
  const definition = resolved(`events/${path}.json`, (base) =>
    base === 'base_event' ? 'events/base_event.json' : `events/${room}/${base}.json`,
  )
  const category = categories[definition.category ?? '']?.uid ?? 0
  const uid = category * 1_000 + (definition.uid ?? 0)
  const activities = Object.keys({
    ...dictionary.attributes['activity_id']?.enum,
    ...definition.attributes['activity_id']?.enum,
  }).map(Number)
  write(
    name,
    toSchema(`${name}.json`, definition, {
      class_uid: { const: uid },
      category_uid: { const: category },
      type_uid: { enum: activities.map((activity) => uid * 100 + activity) },
    }),
  )
}
for (const name of objects) {
  write(
    name,
    toSchema(
      `${name}.json`,
      resolved(`objects/${name}.json`, (base) => `objects/${base}.json`),
      {},
    ),
  )
}
process.stdout.write(`OCSF ${version}: ${classes.length} classes, ${objects.length} objects\n`)
