import type { Operation, Schema } from '../description.ts'
import { partsOf } from '../description.ts'
import { closedObject, createSchemas, orNull, type Schemas } from './schemas.ts'

type Node = Record<string, unknown>
type Direction = 'sent' | 'answered'

const nodeOf = (value: unknown): Node => (typeof value === 'object' && value !== null ? (value as Node) : {})
const prose = new Set(['description', 'example', 'examples', 'title', 'readOnly'])
const kept = [
  'format',
  'enum',
  'pattern',
  'minLength',
  'maxLength',
  'minimum',
  'maximum',
  'minItems',
  'maxItems',
]

/** The operations of an OpenAPI 3.0 document behind these routes, with the schemas they need. */
export function fromOpenApi(document: Node, routes: readonly string[]) {
  const schemas = createSchemas()
  const operations = Object.fromEntries(
    routes.map((route) => {
      const { method, segments } = partsOf(route)
      const path = Object.keys(nodeOf(document['paths'])).find((candidate) => fits(candidate, segments))
      const item = path === undefined ? {} : nodeOf(nodeOf(document['paths'])[path])
      const operation = item[method.toLowerCase()]
      if (operation === undefined) return [route, null]
      return [route, operationOf(document, schemas, item, nodeOf(operation))]
    }),
  )
  return { operations, schemas: schemas.all() }
}

function fits(candidate: string, segments: readonly string[]): boolean {
  const described = candidate.split('/').slice(1)
  return (
    described.length === segments.length &&
    described.every((part, index) =>
      part.startsWith('{') ? segments[index]?.startsWith(':') : part === segments[index],
    )
  )
}

function operationOf(document: Node, schemas: Schemas, item: Node, operation: Node): Operation {
  const read = reader(document, schemas)
  const parameters = [item['parameters'], operation['parameters']]
    .flatMap((list) => (Array.isArray(list) ? list : []))
    .map((each) => read.deref(nodeOf(each)))
  const bodyNode = read.deref(nodeOf(operation['requestBody']))
  const body = jsonOf(bodyNode)
  return {
    query: Object.fromEntries(
      parameters
        .filter((each) => each['in'] === 'query')
        .map((each) => [String(each['name']), read.schema(nodeOf(each['schema']), 'sent')]),
    ),
    body: body && read.schema(body, 'sent'),
    bodyRequired: bodyNode['required'] === true,
    responses: Object.fromEntries(
      Object.entries(nodeOf(operation['responses'])).map(([status, response]) => {
        const content = jsonOf(read.deref(nodeOf(response)))
        return [status, content && read.schema(content, 'answered')]
      }),
    ),
  }
}

function jsonOf(node: Node): Node | null {
  const json = nodeOf(nodeOf(node['content'])['application/json'])['schema']
  return json === undefined ? null : nodeOf(json)
}

function reader(document: Node, schemas: Schemas) {
  const at = (ref: string): Node =>
    ref
      .slice(2)
      .split('/')
      .reduce((node, key) => nodeOf(node[key]), document)
  const deref = (node: Node): Node => (typeof node['$ref'] === 'string' ? deref(at(node['$ref'])) : node)

  function schema(node: Node, direction: Direction): Schema {
    const ref = node['$ref']
    if (typeof ref === 'string') {
      const name = `${ref.split('/').at(-1)}${direction === 'sent' ? '.sent' : ''}`
      return schemas.named(name, () => schema(at(ref), direction))
    }
    const own = plain(node, direction)
    return node['nullable'] === true ? orNull(own) : own
  }

  function plain(node: Node, direction: Direction): Schema {
    const mapping = nodeOf(nodeOf(node['discriminator'])['mapping'])
    if (Object.keys(mapping).length > 0) return byKind(node, mapping, direction)
    for (const keyword of ['oneOf', 'anyOf'] as const) {
      const options = node[keyword]
      if (Array.isArray(options)) return { anyOf: options.map((option) => schema(nodeOf(option), direction)) }
    }
    if (node['type'] === 'array')
      return { type: 'array', items: schema(nodeOf(node['items']), direction), ...limits(node) }
    // A reference dressed up with prose is that reference.
    const parts = Array.isArray(node['allOf']) ? node['allOf'].map(nodeOf) : []
    const [only, ...others] = parts.filter((part) => Object.keys(part).some((key) => !prose.has(key)))
    if (only && others.length === 0 && !node['properties']) return schema(only, direction)
    if (node['properties'] || node['allOf'] || node['type'] === 'object') return object(node, direction)
    return { ...(typeof node['type'] === 'string' && { type: node['type'] }), ...limits(node) }
  }

  /** One of several shapes, told apart by one property. */
  function byKind(node: Node, mapping: Node, direction: Direction): Schema {
    const property = String(nodeOf(node['discriminator'])['propertyName'])
    const shapes = Object.entries(mapping).map(([kind, ref]) => {
      const { properties, ...rest } = flat(at(String(ref)))
      return schemas.named(
        `${String(ref).split('/').at(-1)}_${kind}${direction === 'sent' ? '.sent' : ''}`,
        () =>
          object({ ...rest, properties: { ...nodeOf(properties), [property]: { enum: [kind] } } }, direction),
      )
    })
    return { type: 'object', required: [property], discriminator: { propertyName: property }, oneOf: shapes }
  }

  /** With everything that it is composed of in one object. */
  function flat(node: Node): Node {
    const parts = (Array.isArray(node['allOf']) ? node['allOf'] : []).map((part) => flat(deref(nodeOf(part))))
    const all = [...parts, node]
    const additional = all.map((each) => each['additionalProperties']).filter((each) => each !== undefined)
    return {
      type: 'object',
      properties: Object.assign({}, ...all.map((each) => nodeOf(each['properties']))) as Node,
      required: all.flatMap((each) => (Array.isArray(each['required']) ? each['required'] : [])),
      ...(additional.length > 0 && { additionalProperties: additional.at(-1) }),
    }
  }

  function object(node: Node, direction: Direction): Schema {
    const { properties, required, additionalProperties } = flat(node)
    const shown = Object.entries(nodeOf(properties)).filter(
      ([, each]) => direction === 'answered' || deref(nodeOf(each))['readOnly'] !== true,
    )
    const names = shown.map(([name]) => name)
    const additional =
      typeof additionalProperties === 'object'
        ? schema(nodeOf(additionalProperties), direction)
        : (additionalProperties as boolean | undefined)
    return closedObject(
      Object.fromEntries(shown.map(([name, each]) => [name, schema(nodeOf(each), direction)])),
      {
        required: (required as string[]).filter((name) => names.includes(name)),
        ...(additional !== undefined && { additional }),
      },
    )
  }

  return { deref, schema }
}

/** Some formats are prose. */
const limits = (node: Node): Schema =>
  Object.fromEntries(
    kept
      .filter((key) => node[key] !== undefined && !(key === 'format' && /\s/.test(String(node[key]))))
      .map((key) => [key, node[key]]),
  )
