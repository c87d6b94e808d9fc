import type { ActionDefinition } from '#contract/action.ts'
import type { Path } from '../cel/path.ts'
import { index } from '../cel/path.ts'
import { given, namesAnObject, paramAt } from './params.ts'
import type { Term } from './term.ts'
import { and, compare, equal, integer, no, text, yes } from './term.ts'
import type { Truth, Value } from './value.ts'
import { outside, truth } from './value.ts'
import type { World } from './world.ts'

/** Whom a rule of the target layer is asked about: the target, or one of the named objects. */
export type Subject = 'target' | number

const channels = ['pro', 'go', 'ticket']
const origins = ['requester', 'directory', 'text', 'model']
const yearMs = 31_556_952_000
const nowLeast = 50 * yearMs
const nowMost = 70 * yearMs

/** The range of each part of a moment, as CEL counts them. */
const partRanges: Record<string, [number, number]> = {
  getDate: [1, 31],
  getDayOfMonth: [0, 30],
  getDayOfWeek: [0, 6],
  getFullYear: [2020, 2039],
  getHours: [0, 23],
  getMinutes: [0, 59],
  getMonth: [0, 11],
  getSeconds: [0, 59],
}

/** The facts of an input about one action, as values of the world. Every fact is taken to be known: a missing one only denies (T15). */
export interface FactTerms {
  at: (path: Path, subject: Subject) => Value
  has: (path: Path) => Truth
  momentPart: (method: string, zone: string) => Value
  objectPresent: (slot: number) => Term
}

export function factTerms(world: World, action: ActionDefinition): FactTerms {
  const words = (name: string): Value => ({ kind: 'text', term: world.variable(name, 'String') })
  const fixed = (value: string): Value => ({ kind: 'text', term: text(value) })

  const subjectField = (subject: Subject, field: string): Value => {
    const name = subject === 'target' ? 'target' : `object ${subject}`
    if (field === 'platform') return fixed(action.platform)
    if (subject === 'target') {
      if (field === 'type') return fixed(action.targetType)
      // A targetless action's target is known to be nobody (SURFACES).
      if (action.target === null)
        return field === 'privileged'
          ? truth(no)
          : field === 'labels'
            ? { kind: 'items', items: [] }
            : fixed('')
    } else if (field === 'type' || field === 'role') {
      const options = action.objects.map((object) => `${object.type} as ${object.role}`)
      const which = world.oneOf(`${name} is`, options)
      return caseOf(
        which,
        action.objects.map((object) => [`${object.type} as ${object.role}`, object[field]]),
      )
    }
    if (field === 'privileged') return truth(world.variable(`${name}.privileged`, 'Bool'))
    return field === 'labels'
      ? { kind: 'texts', list: world.list(`${name}.labels`) }
      : words(`${name}.${field}`)
  }

  const requester = (field: string): Value => {
    if (field === 'verified') return truth(world.variable('requester.verified', 'Bool'))
    return field === 'groups' || field === 'roles'
      ? { kind: 'texts', list: world.list(`requester.${field}`) }
      : words(`requester.${field}`)
  }

  const runtime = (path: Path): Value => {
    const [, first, second] = path
    if (first === 'zone') return words('runtime.zone')
    if (first === 'now')
      return {
        kind: 'moment',
        term: world.variable('runtime.now', 'Int', (term) =>
          and(compare('>=', term, integer(nowLeast)), compare('<', term, integer(nowMost))),
        ),
      }
    if (first === 'usage' && typeof second === 'string')
      return {
        kind: 'number',
        term: world.variable(`usage ${second}`, 'Int', (term) => compare('>=', term, '0')),
      }
    const size = world.variable('bulk.size', 'Int', (term) => compare('>=', term, '1'))
    if (second === 'size') return { kind: 'number', term: size }
    const at = world.variable('bulk.index', 'Int', (term) =>
      and(compare('>=', term, '0'), `(< ${term} ${size})`),
    )
    return { kind: 'number', term: at }
  }

  const at: FactTerms['at'] = (path, subject) => {
    const [head, field] = path
    if (path.includes(index)) return outside('an index')
    if (head === 'tenant')
      return {
        kind: 'text',
        term: world.variable('tenant', 'String', (term) => `(str.in_re ${term} (re.+ (re.range "a" "z")))`),
      }
    if (head === 'channel') return { kind: 'text', term: world.oneOf('channel', channels) }
    if (head === 'objects' && path.length === 1) return { kind: 'objects' }
    if (typeof field !== 'string') return outside(String(head))
    if (head === 'requester') return requester(field)
    if (head === 'target') return subjectField(subject, field)
    if (head === 'action') return actionField(action, field)
    if (head === 'provenance') return { kind: 'text', term: world.oneOf(`provenance ${field}`, origins) }
    if (head === 'runtime') return runtime(path)
    return head === 'params' ? paramAt(world, action, path.slice(1)) : outside(String(head))
  }
  return {
    at: (path, subject) =>
      typeof path[0] === 'string' && path[0].startsWith('object ')
        ? subjectField(Number(path[0].slice(7)), String(path[1]))
        : at(path, subject),
    has: (path) => truth(given(world, action, path)),
    momentPart: (method, zone) => {
      const [least, most] = partRanges[method] ?? outside(method)
      const name = `now.${method}(${zone})`
      return {
        kind: 'number',
        term: world.variable(name, 'Int', (term) =>
          and(compare('>=', term, integer(least)), compare('<=', term, integer(most))),
        ),
      }
    },
    objectPresent: (slot) =>
      slot === 0 && namesAnObject(action) ? yes : world.variable(`object ${slot} present`, 'Bool'),
  }
}

function actionField(action: ActionDefinition, field: string): Value {
  if (field === 'write') return truth(action.write ? yes : no)
  if (field === 'selfService') return truth(action.selfService ? yes : no)
  if (field === 'credential') return truth(action.credential ? yes : no)
  if (field === 'reversible') return truth(action.reversible === null ? no : yes)
  const value = { name: action.name, platform: action.platform, risk: action.risk }[field]
  return value === undefined ? outside(`action.${field}`) : { kind: 'text', term: text(value) }
}

function caseOf(which: Term, cases: [string, string][]): Value {
  const [first, ...others] = cases
  let term = text(first?.[1] ?? '')
  for (const [when, value] of others)
    if (text(value) !== term) term = `(ite ${equal(which, text(when))} ${text(value)} ${term})`
  return { kind: 'text', term }
}
