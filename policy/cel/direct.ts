import type { ASTNode } from '@marcbachmann/cel-js'
import { flat } from '../flat.ts'
import type { Facts, Subject } from '../decide/input.ts'
import { usageOf } from '../decide/input.ts'
import { pathOf } from './path.ts'
import type { ActionView } from './views.ts'

/** A condition that reads the facts where they lie. It never throws. */
export type Direct = (facts: Facts, subject: Subject, action: ActionView) => boolean

type Read<Value> = (facts: Facts, subject: Subject, action: ActionView) => Value
type Typed =
  | { type: 'bool'; read: Read<boolean>; equals?: Equals }
  | { type: 'string'; read: Read<string>; literal?: string }
  | { type: 'int'; read: Read<number>; literal?: number }
  | { type: 'list'; read: Read<readonly string[]> }

/** Of a comparison with a literal, so that what it is joined with can be made one function with it. */
interface Equals {
  left: Read<string>
  literal: string
}

/**
 * Most conditions compare fields with literals. Those are made into functions over the facts, many times faster than the
 * library's evaluator; null for every other, which the library evaluates.
 * INVARIANT: only what is in the fragment, well typed, and cannot err, so that `&&` and `||` have nothing to absorb; held
 * against the library's checker and evaluator by test/policy/direct.test.ts.
 */
export function directOf(root: ASTNode): Direct | null {
  const made = make(root)
  return made?.type === 'bool' ? made.read : null
}

function make(node: ASTNode): Typed | null {
  if (node.op === 'value') return literalOf(node.args)
  if (node.op === 'id' || node.op === '.' || node.op === '[]') return fieldOf(node)
  if (node.op === '!_') {
    const inner = make(node.args)
    return inner?.type === 'bool' ? { type: 'bool', read: (f, s, a) => !inner.read(f, s, a) } : null
  }
  if (node.op === 'rcall') return methodOf(node.args)
  if (!binary.has(node.op)) return null
  const [leftNode, rightNode] = node.args as [ASTNode, ASTNode]
  const left = make(leftNode)
  const right = left === null ? null : make(rightNode)
  return left === null || right === null ? null : operatorOf(node.op, left, right)
}

const binary: ReadonlySet<string> = new Set(['&&', '||', '==', '!=', '<', '<=', '>', '>=', 'in'])

function literalOf(value: unknown): Typed | null {
  if (typeof value === 'boolean') return { type: 'bool', read: () => value }
  if (typeof value === 'string') {
    const literal = flat(value)
    return { type: 'string', read: () => literal, literal }
  }
  if (typeof value !== 'bigint') return null
  const number = Number(value)
  return Number.isSafeInteger(number) ? { type: 'int', read: () => number, literal: number } : null
}

function fieldOf(node: ASTNode): Typed | null {
  const path = pathOf(node)
  if (path === null || !path.every((step) => typeof step === 'string')) return null
  const [head, first, second] = path
  if (head === 'provenance' && first !== undefined && path.length === 2)
    return { type: 'string', read: (facts) => provenanceOf(facts, first) }
  if (head === 'runtime' && first === 'usage' && second !== undefined && path.length === 3)
    return { type: 'int', read: (facts) => usageOf(facts, second) ?? 0 }
  const name = path.join('.')
  return Object.hasOwn(fields, name) ? (fields[name] ?? null) : null
}

/** What is not said is the model's. */
export function provenanceOf(facts: Facts, key: string): string {
  const given = Object.hasOwn(facts.provenance, key) ? facts.provenance[key] : undefined
  return typeof given === 'string' ? given : 'model'
}

const fields: Readonly<Record<string, Typed>> = {
  tenant: { type: 'string', read: (facts) => facts.tenant },
  channel: { type: 'string', read: (facts) => facts.channel },
  'requester.id': { type: 'string', read: (facts) => facts.requester.id },
  'requester.email': { type: 'string', read: (facts) => facts.requester.email },
  'requester.verified': { type: 'bool', read: (facts) => facts.requester.verified },
  'requester.department': { type: 'string', read: (facts) => facts.requester.department },
  'requester.groups': { type: 'list', read: (facts) => facts.requester.groups },
  'requester.roles': { type: 'list', read: (facts) => facts.requester.roles },
  'target.platform': { type: 'string', read: (_, subject) => subject.platform },
  'target.type': { type: 'string', read: (_, subject) => subject.type },
  'target.id': { type: 'string', read: (_, subject) => subject.id },
  'target.email': { type: 'string', read: (_, subject) => subject.email },
  'target.department': { type: 'string', read: (_, subject) => subject.department },
  'target.privileged': { type: 'bool', read: (_, subject) => subject.privileged },
  'target.labels': { type: 'list', read: (_, subject) => subject.labels },
  'action.name': { type: 'string', read: (_, __, action) => action.name },
  'action.platform': { type: 'string', read: (_, __, action) => action.platform },
  'action.write': { type: 'bool', read: (_, __, action) => action.write },
  'action.risk': { type: 'string', read: (_, __, action) => action.risk },
  'action.reversible': { type: 'bool', read: (_, __, action) => action.reversible },
  'action.selfService': { type: 'bool', read: (_, __, action) => action.selfService },
  'action.credential': { type: 'bool', read: (_, __, action) => action.credential },
  'runtime.zone': { type: 'string', read: (facts) => facts.zone ?? '' },
  'runtime.bulk.size': { type: 'int', read: (facts) => facts.bulk.size },
  'runtime.bulk.index': { type: 'int', read: (facts) => facts.bulk.index },
}

function methodOf([name, receiver, parameters]: [string, ASTNode, ASTNode[]]): Typed | null {
  const [parameter] = parameters
  const text = make(receiver)
  const part = parameter === undefined || parameters.length > 1 ? null : make(parameter)
  if (text?.type !== 'string' || part?.type !== 'string') return null
  if (name === 'startsWith')
    return { type: 'bool', read: (f, s, a) => text.read(f, s, a).startsWith(part.read(f, s, a)) }
  if (name === 'endsWith')
    return { type: 'bool', read: (f, s, a) => text.read(f, s, a).endsWith(part.read(f, s, a)) }
  if (name === 'contains')
    return { type: 'bool', read: (f, s, a) => text.read(f, s, a).includes(part.read(f, s, a)) }
  return null
}

function operatorOf(op: string, left: Typed, right: Typed): Typed | null {
  if (op === '==' && left.type === 'string' && right.type === 'string' && right.literal !== undefined)
    return equality({ left: left.read, literal: right.literal })
  if (op === '&&' && left.type === 'bool' && left.equals !== undefined && right.type === 'bool')
    return { type: 'bool', read: equalsAnd(left.equals, right.read) }
  const read =
    op === 'in'
      ? left.type === 'string' && right.type === 'list'
        ? includes(left, right.read)
        : null
      : left.type === 'bool' && right.type === 'bool'
        ? ofBooleans(op, left.read, right.read)
        : left.type === 'string' && right.type === 'string'
          ? ofStrings(op, left.read, right)
          : left.type === 'int' && right.type === 'int'
            ? ofNumbers(op, left.read, right)
            : null
  return read === null ? null : { type: 'bool', read }
}

const equality = ({ left, literal }: Equals): Typed => ({
  type: 'bool',
  read: (f, s, a) => left(f, s, a) === literal,
  equals: { left, literal },
})

const equalsAnd =
  ({ left, literal }: Equals, right: Direct): Direct =>
  (f, s, a) =>
    left(f, s, a) === literal && right(f, s, a)

function includes(item: { read: Read<string>; literal?: string }, list: Read<readonly string[]>): Direct {
  const { literal } = item
  if (literal !== undefined) return (f, s, a) => list(f, s, a).includes(literal)
  return (f, s, a) => list(f, s, a).includes(item.read(f, s, a))
}

function ofBooleans(op: string, left: Direct, right: Direct): Direct | null {
  if (op === '&&') return (f, s, a) => left(f, s, a) && right(f, s, a)
  if (op === '||') return (f, s, a) => left(f, s, a) || right(f, s, a)
  if (op === '==') return (f, s, a) => left(f, s, a) === right(f, s, a)
  if (op === '!=') return (f, s, a) => left(f, s, a) !== right(f, s, a)
  return null
}

type Right<Value> = { read: Read<Value>; literal?: Value }

/** With a literal at the right, as most have it, there is one call less. */
function ofStrings(op: string, left: Read<string>, right: Right<string>): Direct | null {
  const { literal, read } = right
  if (op === '!=' && literal !== undefined) return (f, s, a) => left(f, s, a) !== literal
  return compared(op, left, read)
}

function ofNumbers(op: string, left: Read<number>, right: Right<number>): Direct | null {
  const { literal, read } = right
  if (literal === undefined) return compared(op, left, read)
  if (op === '==') return (f, s, a) => left(f, s, a) === literal
  if (op === '!=') return (f, s, a) => left(f, s, a) !== literal
  if (op === '<') return (f, s, a) => left(f, s, a) < literal
  if (op === '<=') return (f, s, a) => left(f, s, a) <= literal
  if (op === '>') return (f, s, a) => left(f, s, a) > literal
  if (op === '>=') return (f, s, a) => left(f, s, a) >= literal
  return null
}

function compared<Value extends string | number>(
  op: string,
  left: Read<Value>,
  right: Read<Value>,
): Direct | null {
  if (op === '==') return (f, s, a) => left(f, s, a) === right(f, s, a)
  if (op === '!=') return (f, s, a) => left(f, s, a) !== right(f, s, a)
  if (op === '<') return (f, s, a) => left(f, s, a) < right(f, s, a)
  if (op === '<=') return (f, s, a) => left(f, s, a) <= right(f, s, a)
  if (op === '>') return (f, s, a) => left(f, s, a) > right(f, s, a)
  if (op === '>=') return (f, s, a) => left(f, s, a) >= right(f, s, a)
  return null
}
