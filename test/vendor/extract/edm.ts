import type { Schema } from '../description.ts'
import { closedObject, orNull, type Schemas } from './schemas.ts'
import { childrenOf, type Element } from './xml.ts'

/** The types of a CSDL document (OData 4.01), by qualified name. */
export interface Model {
  container: Element
  actions: Element[]
  find(type: string): Element
  /** Without an alias. */
  full(type: string): string
  /** With the base types' members first. */
  members(type: string, kind: 'Property' | 'NavigationProperty'): Element[]
  isA(type: string, base: string): boolean
}

export function createModel(document: Element): Model {
  const schemas = document.children
    .flatMap((edmx) => [edmx, ...edmx.children, ...edmx.children.flatMap((child) => child.children)])
    .filter((element) => element.name === 'Schema')
  const aliases = schemas.flatMap(({ attributes }) =>
    attributes['Alias'] ? [[attributes['Alias'], attributes['Namespace'] ?? ''] as const] : [],
  )
  const full = (type: string): string => {
    const [alias, namespace] = aliases.find(([each]) => type.startsWith(`${each}.`)) ?? []
    return alias === undefined ? type : `${namespace}${type.slice(alias.length)}`
  }
  const types = new Map<string, Element>(
    schemas.flatMap((schema) =>
      ['EntityType', 'ComplexType', 'EnumType', 'TypeDefinition'].flatMap((kind) =>
        childrenOf(schema, kind).map((type): [string, Element] => [
          `${schema.attributes['Namespace']}.${type.attributes['Name']}`,
          type,
        ]),
      ),
    ),
  )
  const container = schemas.flatMap((schema) => childrenOf(schema, 'EntityContainer'))[0]
  if (container === undefined) throw new Error('no entity container: not a CSDL document of a service')
  const find = (type: string): Element => {
    const found = types.get(full(type))
    if (found === undefined) throw new Error(`no type \`${type}\``)
    return found
  }
  const baseOf = (type: string): string | undefined => find(type).attributes['BaseType']
  const members: Model['members'] = (type, kind) => {
    const base = baseOf(type)
    return [...(base ? members(base, kind) : []), ...childrenOf(find(type), kind)]
  }
  const isA = (type: string, base: string): boolean => {
    if (full(type) === full(base)) return true
    const above = baseOf(type)
    return above !== undefined && isA(above, base)
  }
  return {
    full,
    container,
    actions: schemas.flatMap((schema) => childrenOf(schema, 'Action')),
    find,
    members,
    isA,
  }
}

const ofCollection = /^Collection\((.*)\)$/
export const itemOf = (type: string): string => ofCollection.exec(type)?.[1] ?? type
export const isCollection = (type: string): boolean => ofCollection.test(type)

const guid = '^[0-9a-fA-F]{8}-([0-9a-fA-F]{4}-){3}[0-9a-fA-F]{12}$'
const primitives: Readonly<Record<string, Schema>> = {
  'Edm.String': { type: 'string' },
  'Edm.Boolean': { type: 'boolean' },
  'Edm.Guid': { type: 'string', pattern: guid },
  'Edm.DateTimeOffset': { type: 'string', format: 'date-time' },
  'Edm.Date': { type: 'string', format: 'date' },
  'Edm.TimeOfDay': { type: 'string' },
  'Edm.Duration': { type: 'string', pattern: '^-?P' },
  'Edm.Binary': { type: 'string' },
  'Edm.Stream': { type: 'string' },
  'Edm.Byte': { type: 'integer' },
  'Edm.Int16': { type: 'integer' },
  'Edm.Int32': { type: 'integer' },
  'Edm.Int64': { type: 'integer' },
  'Edm.Single': { type: 'number' },
  'Edm.Double': { type: 'number' },
  'Edm.Decimal': { type: 'number' },
}

/** What JSON may carry beside the members (OData JSON Format 4.01, control information). */
export const annotations = { '^[^@]*@(odata\\.)?[A-Za-z.]+$': {} }

/**
 * JSON Schemas of CSDL types. `derived` names the types that stand for what is declared more generally; `expanded`
 * the navigation properties that are shown.
 */
export function typeReader(
  model: Model,
  schemas: Schemas,
  options: { derived: readonly string[]; expanded: Readonly<Record<string, readonly string[]>> },
) {
  function type(given: string): Schema {
    if (isCollection(given)) return { type: 'array', items: type(itemOf(given)) }
    const name = model.full(given)
    const primitive = primitives[name]
    if (primitive) return primitive
    if (name.startsWith('Edm.')) return {}
    const element = model.find(name)
    if (element.name === 'EnumType') return schemas.named(name, () => enumeration(element))
    const derived = options.derived.filter((each) => each !== name && model.isA(each, name))
    const own = exact(name)
    return derived.length === 0 ? own : { anyOf: [...derived.map((each) => kind(each)), own] }
  }

  /** Exactly this type, said so by the annotation. */
  const kind = (name: string): Schema =>
    schemas.named(`${name}.typed`, () => ({
      ...object(name, { '@odata.type': { enum: [`#${name}`] } }),
      required: ['@odata.type'],
    }))

  const exact = (name: string): Schema => schemas.named(model.full(name), () => object(model.full(name), {}))

  function object(name: string, more: Record<string, Schema>): Schema {
    const shown = model
      .members(name, 'NavigationProperty')
      .filter(({ attributes }) => options.expanded[name]?.includes(attributes['Name'] ?? ''))
    const properties = [...model.members(name, 'Property'), ...shown].map(
      ({ attributes }) => [attributes['Name'] ?? '', member(attributes)] as const,
    )
    return closedObject(
      { ...Object.fromEntries(properties), ...more },
      { additional: false, patterns: annotations },
    )
  }

  function member(attributes: Record<string, string>): Schema {
    const schema = type(attributes['Type'] ?? '')
    return attributes['Nullable'] === 'false' || isCollection(attributes['Type'] ?? '')
      ? schema
      : orNull(schema)
  }

  return { type, exact, member }
}

const enumeration = (element: Element): Schema => {
  const names = childrenOf(element, 'Member').map(({ attributes }) => attributes['Name'] ?? '')
  if (element.attributes['IsFlags'] !== 'true') return { type: 'string', enum: names }
  const one = `(${names.join('|')})`
  return { type: 'string', pattern: `^${one}(,${one})*$` }
}
