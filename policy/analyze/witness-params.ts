import type { Json } from '../sample/params.ts'
import { fullSampleParams } from '../sample/params.ts'
import type { Encoded } from './encode.ts'
import type { Model } from './solve.ts'
import { integerOf, textOfTerm } from './term.ts'

const fillersMost = 50

/** The members of a list that a model speaks of. */
export function listOf({ world }: Encoded, model: Model, name: string): string[] {
  const list = world.lists().find((each) => each.name === name)
  if (list === undefined) return []
  const named = [...list.named.keys()].filter((value) => model.get(`${name} has ${value}`) === 'true')
  const members = [...list.places].flatMap((_, at) =>
    model.get(`${name} member ${at}`) === 'true'
      ? [textOfTerm(model.get(`${name} member ${at} is`) ?? '"other"')]
      : [],
  )
  const more = Math.min(Number(integerOf(model.get(`${name} more`) ?? '0')), fillersMost)
  // A list may hold the same text twice; one that nothing is known of holds something else.
  const again = members[0] ?? named[0]
  return [...named, ...members, ...Array.from({ length: more }, (_, at) => again ?? `other-${at + 1}`)]
}

/** Parameters that the action takes, with what a model says of them. */
export function paramsOf(encoded: Encoded, model: Model, sample: Record<string, Json>): Record<string, Json> {
  const params = structuredClone(sample)
  const full = fullSampleParams(encoded.action) ?? {}
  const lists = new Set(encoded.world.lists().map(({ name }) => name))
  for (const { name } of encoded.world.declared()) {
    const value = model.get(name)
    if (value === undefined || !name.startsWith('given params.')) continue
    const path = name.slice(13).split('.')
    if (value !== 'true') put(params, path, undefined)
    else if (look(params, path) === undefined) put(params, path, look(full, path))
  }
  for (const { name, sort } of encoded.world.declared()) {
    const value = model.get(name)
    if (value === undefined || !/^params\.[^ ]+$/.test(name) || model.get(`given ${name}`) === 'false')
      continue
    put(
      params,
      name.slice(7).split('.'),
      sort === 'String' ? textOfTerm(value) : sort === 'Bool' ? value === 'true' : Number(integerOf(value)),
    )
  }
  for (const name of lists)
    if (name.startsWith('params.') && model.get(`given ${name}`) !== 'false' && spoken(model, name))
      put(params, name.slice(7).split('.'), listOf(encoded, model, name))
  return params
}

const spoken = (model: Model, list: string): boolean =>
  [...model.keys()].some((name) => name.startsWith(`${list} `))

const look = (params: Json | undefined, [step = '', ...more]: string[]): Json | undefined => {
  const inner =
    typeof params === 'object' && params !== null && !Array.isArray(params) && Object.hasOwn(params, step)
      ? params[step]
      : undefined
  return more.length === 0 ? inner : look(inner, more)
}

function put(params: Record<string, Json>, [step = '', ...more]: string[], value: Json | undefined): void {
  if (more.length === 0) {
    if (value === undefined) delete params[step]
    else params[step] = value
    return
  }
  const inner = params[step]
  if (typeof inner === 'object' && inner !== null && !Array.isArray(inner)) return put(inner, more, value)
  if (value === undefined) return
  const made: Record<string, Json> = {}
  params[step] = made
  put(made, more, value)
}
