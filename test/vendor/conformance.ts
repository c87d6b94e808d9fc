import { Ajv, type ErrorObject, type ValidateFunction } from 'ajv'
import addFormats from 'ajv-formats'
import { type Description, type Operation, partsOf, type Schema } from './description.ts'
import type { Exchange } from './traffic.ts'

/** Where what passed differs from what the vendor describes. */
export interface Difference {
  route: string
  /** `request`, or `response`. */
  side: 'request' | 'response'
  /** A JSON pointer with `*` for list positions, and what is wrong there. */
  what: string
}

export interface Verdict {
  /** Null for what is no route of the emulator's. */
  route: string | null
  differences: Difference[]
  /** False for what the vendor does not describe at all: refusals, at Google and Microsoft. */
  described: boolean
}

/** Holds exchanges against a vendor's description. */
export function createConformance(description: Description): (exchange: Exchange) => Verdict {
  const routes = Object.keys(description.operations).map((route) => ({ route, ...partsOf(route) }))
  const compile = compiler(description)

  return (exchange) => {
    const route = routeOf(routes, exchange)
    const operation = route === null ? null : description.operations[route]
    if (route === null || !operation) return { route, differences: [], described: false }
    const differences: Difference[] = []
    const note = (side: Difference['side'], problems: readonly string[]) => {
      for (const what of new Set(problems)) differences.push({ route, side, what })
    }
    // What the vendor refuses need not be what it describes.
    if (exchange.status < 400) note('request', requestProblems(exchange, operation, compile))
    const key = statusOf(operation, exchange.status)
    if (key === undefined) {
      if (exchange.status < 400) note('response', [`status ${exchange.status} is not described`])
    } else note('response', answerProblems(exchange, operation.responses[key] ?? null, compile))
    return { route, differences, described: key !== undefined }
  }
}

type Compile = (schema: Schema, coerce?: boolean) => ValidateFunction

function compiler(description: Description): Compile {
  const options = { strict: false, allErrors: true, discriminator: true } as const
  const exact = new Ajv(options)
  const coercing = new Ajv({ ...options, coerceTypes: 'array' })
  for (const ajv of [exact, coercing]) {
    addFormats.default(ajv)
    for (const format of [
      'int32',
      'int64',
      'uint32',
      'uint64',
      'byte',
      'google-datetime',
      'binary',
      'password',
    ])
      ajv.addFormat(format, true)
    ajv.addSchema({ $id: 'vendor', schemas: description.schemas })
  }
  const compiled = new Map<string, ValidateFunction>()
  return (schema, coerce = false) => {
    const text = JSON.stringify(schema).replaceAll('"#/schemas/', '"vendor#/schemas/')
    const key = `${coerce} ${text}`
    const known = compiled.get(key) ?? (coerce ? coercing : exact).compile(JSON.parse(text) as Schema)
    compiled.set(key, known)
    return known
  }
}

function requestProblems({ url, body }: Exchange, operation: Operation, compile: Compile): string[] {
  const query = [...url.searchParams].flatMap(([name, value]) => {
    const schema = operation.query[name]
    if (schema === undefined) return [`query \`${name}\` is not described`]
    // A list is written with commas.
    const given = schema['type'] === 'array' ? value.split(',') : value
    return problemsOf(compile(schema, true), given).map((problem) => `query \`${name}\`${problem}`)
  })
  const sent = body === undefined || (isObject(body) && Object.keys(body).length === 0) ? undefined : body
  if (sent === undefined) return operation.bodyRequired ? [...query, 'no body'] : query
  if (operation.body === null) return [...query, 'a body is not described']
  return [...query, ...problemsOf(compile(operation.body), sent)]
}

function answerProblems({ answer }: Exchange, schema: Schema | null, compile: Compile): string[] {
  if (schema === null) return answer === undefined ? [] : ['a body is not described']
  return answer === undefined ? ['no body'] : problemsOf(compile(schema), answer)
}

function problemsOf(validate: ValidateFunction, value: unknown): string[] {
  if (validate(value)) return []
  const errors = validate.errors ?? []
  // Of several shapes none of which fits, what the shapes say of each other is noise.
  const deepest = errors.filter(({ keyword }) => keyword !== 'anyOf' && keyword !== 'oneOf')
  return (deepest.length === 0 ? errors : deepest).map(textOf)
}

function textOf({ instancePath, message, params }: ErrorObject): string {
  const at = instancePath.replaceAll(/\/\d+(?=\/|$)/g, '/*')
  const { additionalProperty, missingProperty } = params as Record<string, string | undefined>
  if (additionalProperty !== undefined) return `${at}/${additionalProperty} is not described`
  if (missingProperty !== undefined) return `${at}/${missingProperty} is missing`
  return `${at} ${message ?? 'does not fit'}`
}

const statusOf = (operation: Operation, status: number): string | undefined =>
  [String(status), ...(status < 300 ? ['2XX'] : [])].find((key) => Object.hasOwn(operation.responses, key))

/** The most literal of those that fit. */
function routeOf(
  routes: readonly { route: string; method: string; segments: readonly string[] }[],
  { method, url }: Exchange,
): string | null {
  const asked = url.pathname.split('/').slice(1)
  const fitting = routes.filter(
    (each) =>
      each.method === method &&
      each.segments.length === asked.length &&
      each.segments.every((part, index) => /^[:*]/.test(part) || part === asked[index]),
  )
  const literal = (route: (typeof routes)[number]) =>
    route.segments.filter((part) => !/^[:*]/.test(part)).length
  return fitting.toSorted((one, other) => literal(other) - literal(one))[0]?.route ?? null
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null
