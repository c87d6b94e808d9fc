import type { Operation, Schema } from '../description.ts'
import { partsOf } from '../description.ts'
import { annotations, createModel, isCollection, itemOf, type Model, typeReader } from './edm.ts'
import { closedObject, createSchemas } from './schemas.ts'
import { childrenOf, type Element } from './xml.ts'

/** Where a path has come to. */
type Place =
  | { kind: 'data'; type: string }
  | { kind: 'reference'; type: string }
  | { kind: 'action'; action: Element }
  | null

/** The operations of a CSDL document behind these routes, found by walking its paths (OData 4.01, URL conventions). */
export function fromCsdl(
  document: Element,
  routes: readonly string[],
  options: Parameters<typeof typeReader>[2],
) {
  const model = createModel(document)
  const schemas = createSchemas()
  const read = typeReader(model, schemas, options)

  function operationOf(route: string): Operation | null {
    const { method, segments } = partsOf(route)
    const place = walk(model, segments.slice(1))
    if (place === null) return null
    if (place.kind === 'action') return method === 'POST' ? callOf(place.action) : null
    if (place.kind === 'reference')
      return { ...nothing, body: method === 'DELETE' ? null : reference, bodyRequired: method !== 'DELETE' }
    const resource = read.exact(itemOf(place.type))
    if (method === 'DELETE') return nothing
    if (method === 'GET') return { ...nothing, query: queryOf(place.type), responses: answersOf(place.type) }
    const body = { ...nothing, body: resource, bodyRequired: true }
    if (method === 'POST') return { ...body, responses: { '201': resource } }
    // What is complex is answered as it is now, an entity with nothing (Graph's own conventions).
    return { ...body, responses: { '200': resource, '204': null } }
  }

  const answersOf = (type: string): Operation['responses'] => ({
    '200': isCollection(type)
      ? closedObject(
          { value: read.type(type) },
          { required: ['value'], additional: false, patterns: annotations },
        )
      : read.type(type),
  })

  function queryOf(type: string): Operation['query'] {
    const item = itemOf(type)
    const namesOf = (kind: 'Property' | 'NavigationProperty') =>
      model.members(item, kind).map(({ attributes }) => attributes['Name'] ?? '')
    const listed = (names: string[]): Schema => ({ type: 'array', items: { enum: names } })
    const derived = options.derived.filter((each) => model.isA(each, item))
    const selectable = [
      ...new Set([item, ...derived].flatMap((each) => model.members(each, 'Property'))),
    ].map(({ attributes }) => attributes['Name'] ?? '')
    const whole = {
      $select: listed([...new Set(selectable)]),
      $expand: listed(namesOf('NavigationProperty')),
    }
    if (!isCollection(type)) return whole
    const text = { type: 'string' }
    const count = { type: 'string', pattern: '^[0-9]+$' }
    return {
      ...whole,
      $filter: text,
      $orderby: text,
      $search: text,
      $top: count,
      $skip: count,
      $count: { type: 'string', enum: ['true', 'false'] },
      $skiptoken: text,
    }
  }

  function callOf(action: Element): Operation {
    const parameters = childrenOf(action, 'Parameter').slice(1)
    const optional = parameters.filter((parameter) => parameter.children.length > 0)
    const properties = parameters.map(
      ({ attributes }) => [attributes['Name'] ?? '', read.member(attributes)] as const,
    )
    const returned = childrenOf(action, 'ReturnType')[0]?.attributes['Type']
    return {
      query: {},
      body:
        parameters.length === 0 ? null : closedObject(Object.fromEntries(properties), { additional: false }),
      bodyRequired: parameters.length > optional.length,
      responses: returned === undefined ? { '204': null } : { '200': returnedAs(returned) },
    }
  }

  const returnedAs = (type: string): Schema =>
    type.startsWith('Edm.') || isCollection(type)
      ? closedObject(
          { value: read.type(type) },
          { required: ['value'], additional: false, patterns: annotations },
        )
      : read.type(type)

  const operations = Object.fromEntries(routes.map((route) => [route, operationOf(route)]))
  return { operations, schemas: schemas.all() }
}

const nothing: Operation = { query: {}, body: null, bodyRequired: false, responses: { '204': null } }
const reference = closedObject(
  { '@odata.id': { type: 'string' } },
  { required: ['@odata.id'], additional: false },
)

function walk(model: Model, segments: readonly string[]): Place {
  const [first = '', ...rest] = segments
  const root = model.container.children.find(({ attributes }) => attributes['Name'] === first)?.attributes
  if (root === undefined) return null
  const type = root['EntityType'] === undefined ? root['Type'] : `Collection(${root['EntityType']})`
  let place: Place = { kind: 'data', type: type ?? '' }
  for (const segment of rest) {
    if (place?.kind !== 'data') return null
    place = step(model, place.type, segment)
  }
  return place
}

function step(model: Model, type: string, segment: string): Place {
  const item = itemOf(type)
  if (segment === '$ref') return { kind: 'reference', type }
  if (segment.startsWith(':')) return { kind: 'data', type: item }
  // A well-known folder's name stands for its id (Graph: mailFolder).
  if (isCollection(type) && segment === 'inbox') return { kind: 'data', type: item }
  if (segment.includes('.')) {
    const cast = isCollection(type) ? `Collection(${segment})` : segment
    return model.isA(segment, item) ? { kind: 'data', type: cast } : null
  }
  const member = [...model.members(item, 'NavigationProperty'), ...model.members(item, 'Property')].find(
    ({ attributes }) => attributes['Name'] === segment,
  )
  if (member && !isCollection(type))
    return {
      kind: 'data',
      type: member.attributes['Type'] ?? '',
    }
  const action = model.actions
    .filter(({ attributes }) => attributes['Name'] === segment)
    .find((each) => {
      const bound = childrenOf(each, 'Parameter')[0]?.attributes['Type'] ?? ''
      return isCollection(bound) === isCollection(type) && model.isA(item, itemOf(bound))
    })
  return action ? { kind: 'action', action } : null
}
