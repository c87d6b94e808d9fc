import { z } from 'zod'
import type { ActionDefinition } from '#contract/action.ts'
import type { ParamType } from '../cel/params.ts'
import { paramsType } from '../cel/params.ts'
import type { Path } from '../cel/path.ts'
import { patternTerm } from './pattern.ts'
import type { Term } from './term.ts'
import { and, compare, equal, integer, or, text, yes } from './term.ts'
import type { Value } from './value.ts'
import { outside, truth } from './value.ts'
import type { World } from './world.ts'

/** The gate resolves the objects of required parameters: then there is at least one. */
export function namesAnObject(action: ActionDefinition): boolean {
  const type = paramsType(action)
  return type.kind === 'object' && action.objects.some(({ param }) => type.fields[param]?.optional === false)
}

type Schema = {
  enum?: unknown[]
  const?: unknown
  minimum?: number
  maximum?: number
  pattern?: string
  properties?: Record<string, Schema>
}

/** The value of a parameter at a path. */
export function paramAt(world: World, action: ActionDefinition, path: Path): Value {
  let type: ParamType = paramsType(action)
  let schema: Schema = z.toJSONSchema(action.params, {
    io: 'output',
    unrepresentable: 'any',
    reused: 'inline',
  }) as Schema
  for (const step of path) {
    if (type.kind !== 'object' || typeof step !== 'string') return outside('a parameter of this form')
    type = type.fields[step]?.type ?? outside(step)
    schema = schema.properties?.[step] ?? {}
  }
  const name = `params.${path.map(String).join('.')}`
  if (type.kind === 'string')
    return { kind: 'text', term: world.variable(name, 'String', (term) => allowedText(term, schema)) }
  if (type.kind === 'bool') return truth(world.variable(name, 'Bool'))
  if (type.kind === 'int')
    return { kind: 'number', term: world.variable(name, 'Int', (term) => allowedNumber(term, schema)) }
  return type.kind === 'list' && type.of.kind === 'string'
    ? { kind: 'texts', list: world.list(name) }
    : outside('a parameter of this type')
}

/** INVARIANT: holds for every text that the schema takes; it may hold for more. */
function allowedText(term: Term, schema: Schema): Term {
  const values = schema.const === undefined ? schema.enum : [schema.const]
  if (values !== undefined)
    return or(...values.filter((value) => typeof value === 'string').map((value) => equal(term, text(value))))
  const pattern = schema.pattern === undefined ? null : patternTerm(schema.pattern)
  return pattern === null ? yes : `(str.in_re ${term} ${pattern})`
}

const allowedNumber = (term: Term, { minimum, maximum }: Schema): Term =>
  and(
    minimum === undefined || !Number.isSafeInteger(minimum) ? yes : compare('>=', term, integer(minimum)),
    maximum === undefined || !Number.isSafeInteger(maximum) ? yes : compare('<=', term, integer(maximum)),
  )

/** Whether an optional parameter is given; a required one always is. */
export function given(world: World, action: ActionDefinition, path: Path): Term {
  let type: ParamType = paramsType(action)
  const terms: Term[] = []
  const names: string[] = []
  for (const step of path) {
    if (type.kind !== 'object' || typeof step !== 'string') return outside('a parameter of this form')
    const field = type.fields[step]
    if (field === undefined) return outside(step)
    names.push(step)
    if (field.optional) terms.push(world.variable(`given params.${names.join('.')}`, 'Bool'))
    type = field.type
  }
  return and(...terms)
}
