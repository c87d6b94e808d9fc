import type { DecisionInput } from '#contract/decision.ts'
import type { Encoded } from '#policy/analyze/encode.ts'
import type { Term } from '#policy/analyze/term.ts'
import { and, equal, integer, text } from '#policy/analyze/term.ts'

const flag = (value: unknown): Term => (value === true ? 'true' : 'false')

/** The parts of a moment in UTC, as CEL counts them. */
const parts: Record<string, (date: Date) => number> = {
  getDate: (date) => date.getUTCDate(),
  getDayOfMonth: (date) => date.getUTCDate() - 1,
  getDayOfWeek: (date) => date.getUTCDay(),
  getFullYear: (date) => date.getUTCFullYear(),
  getHours: (date) => date.getUTCHours(),
  getMinutes: (date) => date.getUTCMinutes(),
  getMonth: (date) => date.getUTCMonth(),
  getSeconds: (date) => date.getUTCSeconds(),
}

function at(value: unknown, path: readonly string[]): unknown {
  return path.reduce<unknown>((inner, step) => (inner as Record<string, unknown> | undefined)?.[step], value)
}

const term = (value: unknown): Term | null =>
  typeof value === 'boolean'
    ? flag(value)
    : typeof value === 'number'
      ? integer(value)
      : typeof value === 'string'
        ? text(value)
        : null

/** What is said of a list: which named members it has, what the places that may need one of their own hold, how many more. */
function ofList(encoded: Encoded, list: readonly string[], name: string, said: string): Term | null {
  const known = encoded.world.lists().find((each) => each.name === name)
  const others = [...new Set(list)].filter((value) => known?.named.has(value) !== true)
  if (said.startsWith('has ')) return flag(list.includes(said.slice(4)))
  // Any of them may be the member that a place needs.
  if (said.startsWith('member ') && others.length > (known?.places.size ?? 0)) return null
  const [, place, is] = /^member (\d+)( is)?$/.exec(said) ?? []
  if (place !== undefined)
    return is === undefined ? flag(others[Number(place)] !== undefined) : term(others[Number(place)])
  return said === 'more' ? integer(Math.max(0, others.length - (known?.places.size ?? 0))) : null
}

/** The input's own value of a variable; null for one that stands for what the input does not say. */
function valueOf(encoded: Encoded, name: string, input: DecisionInput): Term | null {
  const { requester, target, runtime, provenance } = input
  const subject = (facts: typeof target | undefined, path: string, field: string): Term | null => {
    if (facts === undefined) return null
    if (field === 'privileged') return flag(facts.privileged)
    return field.startsWith('labels ')
      ? ofList(encoded, facts.labels ?? [], `${path}.labels`, field.slice(7))
      : text(String(facts[field as 'department'] ?? ''))
  }
  // An expression outside of what is analysed may come out either way.
  if (/ (?:holds|fails) /.test(name)) return null
  if (name === 'tenant' || name === 'channel') return text(input[name])
  if (name === 'requester.verified') return flag(requester.verified)
  const [, mine = '', said = ''] = /^requester\.(groups|roles) (.*)$/.exec(name) ?? []
  if (mine !== '') return ofList(encoded, requester[mine as 'groups'] ?? [], `requester.${mine}`, said)
  if (name.startsWith('requester.')) return text(String(requester[name.slice(10) as 'department'] ?? ''))
  if (name.startsWith('target.')) return subject(target, 'target', name.slice(7))
  const [, slot, rest = ''] = /^object (\d)[ .](.*)$/.exec(name) ?? []
  const object = slot === undefined ? undefined : input.objects[Number(slot)]
  if (slot !== undefined)
    return rest === 'present'
      ? flag(object !== undefined)
      : rest === 'is'
        ? text('group as group')
        : subject(object, `object ${slot}`, rest)
  if (name === 'runtime.now') return integer(Date.parse(runtime.now ?? ''))
  if (name === 'runtime.zone') return text(runtime.zone ?? '')
  if (name === 'bulk.size') return integer(runtime.bulk?.size ?? 1)
  if (name === 'bulk.index') return integer(runtime.bulk?.index ?? 0)
  if (name.startsWith('usage ')) return integer(runtime.usage?.[name.slice(6)] ?? 0)
  const part = parts[/^now\.(\w+)\((?:"UTC"|runtime\.zone)\)$/.exec(name)?.[1] ?? '']
  if (part !== undefined) return integer(part(new Date(runtime.now ?? '')))
  if (name.startsWith('given params.')) return flag(at(input.params, name.slice(13).split('.')) !== undefined)
  const [, list, inList = ''] = /^params\.(\S+) (.*)$/.exec(name) ?? []
  if (list !== undefined) {
    const values = at(input.params, list.split('.'))
    return ofList(encoded, Array.isArray(values) ? (values as string[]) : [], `params.${list}`, inList)
  }
  if (name.startsWith('params.')) return term(at(input.params, name.slice(7).split('.')))
  const [, from] = /^provenance (.*)$/.exec(name) ?? []
  return from === undefined ? null : text(provenance[from] ?? 'model')
}

/** That every variable is as an input has it; `free` are those of which it says nothing. */
export function pinned(encoded: Encoded, input: DecisionInput): { term: Term; free: string[] } {
  const free: string[] = []
  const terms = encoded.world.declared().flatMap(({ name }) => {
    const value = valueOf(encoded, name, input)
    if (value === null) free.push(name)
    return value === null ? [] : [equal(encoded.world.symbol(name), value)]
  })
  return { term: and(...terms), free }
}
