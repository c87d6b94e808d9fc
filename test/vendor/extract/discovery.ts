import type { Operation, Schema } from '../description.ts'
import { partsOf } from '../description.ts'
import { closedObject, createSchemas, type Schemas } from './schemas.ts'

interface Parameter extends Node {
  location?: string
}
interface Node {
  $ref?: string
  type?: string
  format?: string
  enum?: string[]
  pattern?: string
  readOnly?: boolean
  repeated?: boolean
  items?: Node
  properties?: Record<string, Node>
  additionalProperties?: Node
}
interface Method {
  httpMethod: string
  path: string
  parameters?: Record<string, Parameter>
  request?: Node
  response?: Node
}
interface Resource {
  methods?: Record<string, Method>
  resources?: Record<string, Resource>
}
export interface Discovery extends Resource {
  id: string
  revision: string
  servicePath: string
  parameters?: Record<string, Parameter>
  schemas: Record<string, Node>
}

type Direction = 'sent' | 'answered'

/** The methods of Google discovery documents behind these routes, with the schemas they need. */
export function fromDiscovery(documents: readonly Discovery[], routes: readonly string[]) {
  const schemas = createSchemas()
  const known = documents.flatMap((document) => methodsOf(document).map((method) => ({ document, method })))
  const operations = Object.fromEntries(
    routes.map((route) => {
      const found = known.find(({ document, method }) => fits(document, method, route))
      return [route, found === undefined ? null : operationOf(found.document, found.method, schemas)]
    }),
  )
  return { operations, schemas: schemas.all() }
}

const methodsOf = (resource: Resource): Method[] => [
  ...Object.values(resource.methods ?? {}),
  ...Object.values(resource.resources ?? {}).flatMap(methodsOf),
]

function fits(document: Discovery, method: Method, route: string): boolean {
  const { method: verb, segments } = partsOf(route)
  const described = `${document.servicePath}${method.path}`.split('/')
  return (
    method.httpMethod === verb &&
    described.length === segments.length &&
    described.every((part, index) =>
      part.startsWith('{') ? /^[:*]/.test(segments[index] ?? '') : part === segments[index],
    )
  )
}

function operationOf(document: Discovery, method: Method, schemas: Schemas): Operation {
  const read = reader(document, schemas)
  const query = Object.entries({ ...document.parameters, ...method.parameters })
    .filter(([, parameter]) => parameter.location === 'query')
    .map(([name, parameter]) => [name, read(parameter, 'sent')] as const)
  return {
    query: Object.fromEntries(query),
    body: method.request ? read(method.request, 'sent') : null,
    bodyRequired: method.request !== undefined,
    // Discovery has no statuses: a method without a response answers without a body.
    responses: { '2XX': method.response ? read(method.response, 'answered') : null },
  }
}

function reader(document: Discovery, schemas: Schemas) {
  const prefix = document.id.split(':')[0] ?? ''
  return function read(node: Node, direction: Direction): Schema {
    const { $ref } = node
    if ($ref !== undefined)
      return schemas.named(`${prefix}.${$ref}${direction === 'sent' ? '.sent' : ''}`, () =>
        read(document.schemas[$ref] ?? {}, direction),
      )
    if (node.type === 'any' || node.type === undefined) return {}
    if (node.type === 'array') return { type: 'array', items: read(node.items ?? {}, direction) }
    if (node.type !== 'object') return scalar(node)
    // Read-only properties may come back as they were read: `PUT` takes a whole resource.
    const properties = Object.entries(node.properties ?? {})
    return closedObject(Object.fromEntries(properties.map(([name, each]) => [name, read(each, direction)])), {
      ...(node.additionalProperties && { additional: read(node.additionalProperties, direction) }),
    })
  }
}

const scalar = ({ type, format, enum: values, pattern }: Node): Schema => ({
  type,
  ...(format !== undefined && { format }),
  ...(values !== undefined && { enum: values }),
  ...(pattern !== undefined && { pattern }),
})
