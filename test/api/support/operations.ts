import fc from 'fast-check'

interface Schema {
  $ref?: string
  type?: string | string[]
  enum?: unknown[]
  const?: unknown
  anyOf?: Schema[]
  oneOf?: Schema[]
  pattern?: string
  format?: string
  minLength?: number
  maxLength?: number
  minimum?: number
  maximum?: number
  properties?: Record<string, Schema>
  required?: string[]
  items?: Schema
}

interface Parameter {
  in: 'path' | 'query' | 'header'
  name: string
  required?: boolean
  schema?: Schema
}

interface Described {
  parameters?: Parameter[]
  requestBody?: { content?: Record<string, { schema?: Schema }> }
}

export interface Description {
  paths: Record<string, Record<string, Described>>
}

/** One operation of the API's own description, as `GET /api/requests/:id`. */
export interface Operation {
  line: string
  parameters: Parameter[]
  body: Schema | null
  /** Where the line ends in a wildcard: a path below it. */
  path?: string
}

/** What a call is made of; `{{id}}` stands where an id or another free text goes. */
export interface Call {
  method: string
  url: string
  headers: Record<string, string>
  body: unknown
}

export const slot = '{{id}}'
export const digestSlot = '{{digest}}'

export const operationsOf = ({ paths }: Description): Operation[] =>
  Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, { parameters = [], requestBody }]) => ({
      line: `${method.toUpperCase()} ${path.replace(/\{(\w+)\}/g, ':$1')}`,
      parameters,
      body: Object.values(requestBody?.content ?? {})[0]?.schema ?? null,
    })),
  )

/** Calls that the operation's own schema takes; every free text in them is the slot. */
export function callsOf({ line, parameters, body, path: below }: Operation): fc.Arbitrary<Call> {
  const [method = '', own = ''] = line.split(' ')
  const path = below ?? own
  const given = parameters.map((parameter) => {
    const value = valuesOf(parameter.schema ?? {})
    return (parameter.required === true ? value : fc.option(value, { nil: undefined, freq: 1 })).map(
      (chosen) => ({ parameter, chosen }),
    )
  })
  return fc
    .tuple(fc.tuple(...given), body === null ? fc.constant(undefined) : valuesOf(body))
    .map(([all, sent]) => {
      const query = new URLSearchParams()
      const headers: Record<string, string> = {}
      let url = path
      for (const { parameter, chosen } of all) {
        if (chosen === undefined) continue
        if (parameter.in === 'path') url = url.replace(`:${parameter.name}`, String(chosen))
        else if (parameter.in === 'header') headers[parameter.name] = String(chosen)
        else query.set(parameter.name, String(chosen))
      }
      return { method, url: query.size === 0 ? url : `${url}?${query}`, headers, body: sent }
    })
}

function valuesOf(schema: Schema): fc.Arbitrary<unknown> {
  if (schema.enum) return fc.constantFrom(...schema.enum)
  if (schema.const !== undefined) return fc.constant(schema.const)
  const choices = schema.anyOf ?? schema.oneOf
  if (choices) return fc.oneof(...choices.map(valuesOf))
  const type = Array.isArray(schema.type) ? (schema.type[0] ?? 'null') : schema.type
  if (type === 'string') return textsOf(schema)
  if (type === 'integer')
    return fc.integer({ min: Math.max(1, schema.minimum ?? 0), max: Math.min(9, schema.maximum ?? 9) })
  if (type === 'boolean') return fc.boolean()
  if (type === 'array') return fc.array(valuesOf(schema.items ?? {}), { minLength: 1, maxLength: 2 })
  if (type !== 'object') return fc.constant(null)
  const members = Object.fromEntries(
    Object.entries(schema.properties ?? {}).map(([name, member]) => [
      name,
      name === 'tenant' ? fc.constantFrom('{{own tenant}}', slot) : valuesOf(member),
    ]),
  )
  return fc.record(members, { requiredKeys: schema.required ?? [] })
}

/** Digests, times and bytes by their form; whatever else is free is the slot, also where only some ids have the form. */
function textsOf({ format, pattern = '' }: Schema): fc.Arbitrary<string> {
  if (format === 'date-time') return fc.constant('2026-11-22T10:00:00Z')
  if (format === 'byte') return fc.constant('e30=')
  if (format === 'email') return fc.constant('somebody@umbrella.test')
  if (format === 'uri') return fc.constant('https://umbrella.test/1')
  if (pattern.includes('sha256')) return fc.constant(digestSlot)
  if (pattern === '^[a-z0-9_-]{1,40}$') return fc.constant('okta')
  if (pattern === '') return fc.constant(slot)
  return fc.oneof(fc.constant(slot), fc.stringMatching(new RegExp(pattern, 'u'), { maxLength: 40 }))
}
