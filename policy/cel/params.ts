import type { Environment } from '@marcbachmann/cel-js'
import { z } from 'zod'
import type { ActionDefinition } from '#contract/action.ts'

/** The type of a parameter as CEL sees it. `opaque` cannot be read by a condition. */
export type ParamType =
  | { kind: 'string' | 'int' | 'double' | 'bool' | 'opaque' }
  | { kind: 'list' | 'map'; of: ParamType }
  | { kind: 'object'; fields: Readonly<Record<string, ParamField>> }

export interface ParamField {
  type: ParamType
  /** May be left out, or null where that reads as nothing: to be read only behind `has()`. */
  optional: boolean
}

type Schema = {
  type?: string | string[]
  properties?: Record<string, Schema>
  required?: string[]
  additionalProperties?: Schema | boolean
  items?: Schema | boolean
  anyOf?: Schema[]
  enum?: unknown[]
  const?: unknown
}

const opaque: ParamType = { kind: 'opaque' }

/** The parameters of an action, from the schema that parses them. */
export function paramsType(definition: ActionDefinition): ParamType {
  try {
    return typeOf(
      z.toJSONSchema(definition.params, { io: 'output', unrepresentable: 'any', reused: 'inline' }) as Schema,
    ).type
  } catch {
    return opaque
  }
}

function typeOf(schema: Schema | boolean | undefined): { type: ParamType; nullable: boolean } {
  if (typeof schema !== 'object') return { type: opaque, nullable: true }
  const branches = (schema.anyOf ?? []).filter((branch) => branch.type !== 'null')
  if (schema.anyOf !== undefined) {
    const [first, ...others] = branches.map((branch) => typeOf(branch))
    const nullable = branches.length < schema.anyOf.length
    const same =
      first !== undefined && others.every((other) => JSON.stringify(other) === JSON.stringify(first))
    return { type: same ? first.type : opaque, nullable: nullable || first === undefined || first.nullable }
  }
  const kinds = [schema.type ?? literalKinds(schema)].flat()
  const kind = kinds.filter((name) => name !== 'null')
  return { type: kind.length === 1 ? single(kind[0], schema) : opaque, nullable: kinds.includes('null') }
}

function literalKinds(schema: Schema): string[] {
  const values = schema.enum ?? (schema.const === undefined ? [] : [schema.const])
  return [...new Set(values.map((value) => (value === null ? 'null' : typeof value)))]
}

function single(kind: string | undefined, schema: Schema): ParamType {
  if (kind === 'string') return { kind: 'string' }
  if (kind === 'integer') return { kind: 'int' }
  if (kind === 'number') return { kind: 'double' }
  if (kind === 'boolean') return { kind: 'bool' }
  if (kind === 'array') return { kind: 'list', of: typeOf(schema.items).type }
  if (kind !== 'object') return opaque
  if (schema.properties === undefined)
    return typeof schema.additionalProperties === 'object'
      ? { kind: 'map', of: typeOf(schema.additionalProperties).type }
      : opaque
  const fields: Record<string, ParamField> = Object.create(null)
  for (const [name, property] of Object.entries(schema.properties)) {
    const { type, nullable } = typeOf(property)
    const readsAsNone = type.kind === 'string' || type.kind === 'list'
    fields[name] = { type, optional: !schema.required?.includes(name) || (nullable && !readsAsNone) }
  }
  return { kind: 'object', fields }
}

export interface ParamsBinding {
  /** The name of the registered CEL type. */
  name: string
  /** From parsed parameters to what a condition sees; fields without a value are left out. */
  view: (params: unknown) => unknown
}

/** Makes the environment know the type of `params`. Each object becomes a class of its own. */
export function bindParams(environment: Environment, type: ParamType, name = 'Params'): ParamsBinding {
  if (type.kind === 'list' || type.kind === 'map') {
    const inner = bindParams(environment, type.of, `${name}Item`)
    return type.kind === 'list'
      ? { name: `list<${inner.name}>`, view: (value) => (Array.isArray(value) ? value.map(inner.view) : []) }
      : { name: `map<string, ${inner.name}>`, view: (value) => mapValues(value, inner.view) }
  }
  if (type.kind === 'int') return { name: 'int', view: (value) => BigInt(Number(value)) }
  if (type.kind === 'string') return { name: 'string', view: (value) => value ?? '' }
  if (type.kind !== 'object' && type.kind !== 'opaque') return { name: type.kind, view: (value) => value }
  return bindObject(environment, type.kind === 'object' ? type.fields : {}, name)
}

function bindObject(
  environment: Environment,
  fields: Readonly<Record<string, ParamField>>,
  name: string,
): ParamsBinding {
  const bound = Object.entries(fields)
    .filter(([, field]) => field.type.kind !== 'opaque')
    .map(([key, field], at) => ({ key, field, ...bindParams(environment, field.type, `${name}${at}`) }))
  const View = class {
    constructor(value: object) {
      for (const { key, field, view } of bound) {
        const given: unknown = Object.hasOwn(value, key) ? (value as Record<string, unknown>)[key] : undefined
        if (given === undefined || (given === null && field.optional)) continue
        Object.defineProperty(this, key, { value: view(given), enumerable: true })
      }
    }
  }
  const types = Object.fromEntries(bound.map(({ key, name: typeName }) => [key, typeName]))
  environment.registerType(name, { ctor: View, fields: types })
  return { name, view: (value) => new View(typeof value === 'object' && value !== null ? value : {}) }
}

const mapValues = (value: unknown, view: (inner: unknown) => unknown): Record<string, unknown> =>
  typeof value === 'object' && value !== null
    ? Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, view(inner)]))
    : {}
