import { createApi } from '../client/api/create-api.ts'
import { apiDefaults, type ApiDeps } from '../client/api/deps.ts'
import { catalog } from '../catalog/index.ts'

interface Schema {
  $ref?: string
  type?: string | string[]
  const?: unknown
  enum?: unknown[]
  anyOf?: Schema[]
  oneOf?: Schema[]
  allOf?: Schema[]
  properties?: Record<string, Schema>
  required?: string[]
  additionalProperties?: Schema | boolean
  items?: Schema
}

interface Parameter {
  in: string
  name: string
  required?: boolean
  schema?: Schema
}

interface Operation {
  summary?: string
  parameters?: Parameter[]
  requestBody?: { content?: Record<string, { schema?: Schema }> }
  responses?: Record<string, { content?: Record<string, { schema?: Schema }> }>
}

interface Description {
  paths: Record<string, Record<string, Operation>>
  components?: { schemas?: Record<string, Schema> }
}

/** The API as it describes itself; nothing of what it is given is used to tell that. */
async function describeApi(): Promise<Description> {
  const nothing = new Proxy({}, { get: () => () => undefined })
  const deps = {
    ...apiDefaults,
    profile: 'sandbox',
    publicUrl: 'http://127.0.0.1',
    catalog,
    temporalWebUrl: null,
    clock: Date.now,
    database: nothing,
    logger: nothing,
    metrics: nothing,
  } as unknown as ApiDeps
  const app = await createApi(deps)
  const answer = await app.inject({ url: '/api/openapi.json' })
  await app.close()
  return answer.json<Description>()
}

/** `client/console/api/operations.ts`: one entry an operation, one type a named schema. */
export async function renderClient(): Promise<string> {
  const { paths, components } = await describeApi()
  const named = Object.entries(components?.schemas ?? {})
    .filter(([name]) => !name.endsWith('Input'))
    .sort(([a], [b]) => (a < b ? -1 : 1))
  const types = named.map(([name, schema]) => `export type ${name} = ${typeOf(schema)}\n`)
  const operations = Object.entries(paths)
    .filter(([path]) => path.startsWith('/api/'))
    .flatMap(([path, methods]) =>
      Object.entries(methods).map(([method, operation]) =>
        entryOf(`${method.toUpperCase()} ${path}`, operation),
      ),
    )
  return `// Made from /api/openapi.json by \`npm run build:client\`; a test holds the two together.\n/* eslint-disable */\n
${types.join('')}
/** By method and path: what is sent and what comes back. */
export interface Operations {
${operations.join('\n')}
}
`
}

function entryOf(line: string, operation: Operation): string {
  const { parameters = [], requestBody, responses = {} } = operation
  const among = (place: string): string => {
    const found = parameters.filter((each) => each.in === place)
    if (found.length === 0) return 'undefined'
    const members = found.map(
      ({ name, required, schema = {} }) => `${quoted(name)}${required ? '' : '?'}: ${typeOf(schema)}`,
    )
    return `{ ${members.join('; ')} }`
  }
  const sent = requestBody?.content?.['application/json']?.schema
  const answers = Object.entries(responses)
    .filter(([status]) => status.startsWith('2'))
    .map(([, response]) => response.content?.['application/json']?.schema)
    .map((schema) => (schema === undefined ? 'undefined' : typeOf(schema)))
  const answer = [...new Set(answers)].join(' | ') || 'undefined'
  return [
    `  /** ${operation.summary ?? line} */`,
    `  '${line}': {`,
    `    path: ${among('path')}`,
    `    query: ${among('query')}`,
    `    body: ${sent === undefined ? 'undefined' : typeOf(sent)}`,
    `    answer: ${answer}`,
    '  }',
  ].join('\n')
}

const quoted = (name: string): string => (/^[A-Za-z_$][\w$]*$/.test(name) ? name : `'${name}'`)

/** A JSON Schema as a TypeScript type; what it does not say is `Json`. */
function typeOf(schema: Schema): string {
  if (schema.$ref !== undefined) return (schema.$ref.split('/').at(-1) ?? 'Json').replace(/Input$/, '')
  if (schema.const !== undefined) return JSON.stringify(schema.const)
  if (schema.enum !== undefined) return schema.enum.map((each) => JSON.stringify(each)).join(' | ')
  const choices = schema.anyOf ?? schema.oneOf
  if (choices !== undefined) return [...new Set(choices.map(typeOf))].join(' | ')
  if (schema.allOf !== undefined) return schema.allOf.map(typeOf).join(' & ')
  if (Array.isArray(schema.type)) return schema.type.map((type) => typeOf({ ...schema, type })).join(' | ')
  if (schema.type === 'array') return `(${typeOf(schema.items ?? {})})[]`
  if (schema.type === 'object' || schema.properties !== undefined) return objectOf(schema)
  if (schema.type === 'integer' || schema.type === 'number') return 'number'
  if (schema.type === 'string' || schema.type === 'boolean' || schema.type === 'null') return schema.type
  return 'Json'
}

function objectOf({ properties, required = [], additionalProperties }: Schema): string {
  const members = Object.entries(properties ?? {}).map(
    ([name, schema]) => `${quoted(name)}${required.includes(name) ? '' : '?'}: ${typeOf(schema)}`,
  )
  if (members.length === 0) {
    const rest = typeof additionalProperties === 'object' ? typeOf(additionalProperties) : 'Json'
    return `{ [key: string]: ${rest} }`
  }
  return `{ ${members.join('; ')} }`
}
