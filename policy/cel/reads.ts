import type { ASTNode } from '@marcbachmann/cel-js'
import type { Fault } from './fault.ts'
import { macros } from './fragment.ts'
import { provenWhen, united } from './guards.ts'
import type { ParamType } from './params.ts'
import { paramAt } from './param-path.ts'
import type { Path } from './path.ts'
import { index, pathOf } from './path.ts'

/** What a condition reads, wherever it stands in it, also behind `&&` and `||` (T15). */
export interface Reads {
  /** Such as `target.privileged`, `objects.labels`, `runtime.now`. */
  facts: ReadonlySet<string>
  /** Rule ids of `runtime.usage["…"]`. */
  usage: ReadonlySet<string>
  /** Keys of `provenance["…"]`. */
  provenance: ReadonlySet<string>
  /** Dotted paths below `params`. */
  params: ReadonlySet<string>
  faults: Fault[]
}

const leaves: Readonly<Record<string, ReadonlySet<string>>> = {
  requester: new Set(['id', 'email', 'verified', 'department', 'groups', 'roles']),
  target: new Set(['platform', 'type', 'id', 'email', 'department', 'privileged', 'labels']),
  objects: new Set(['platform', 'type', 'id', 'email', 'department', 'privileged', 'labels', 'role']),
  action: new Set(['name', 'platform', 'write', 'risk', 'reversible', 'selfService', 'credential']),
}
const variables = new Set(['tenant', 'channel', ...Object.keys(leaves), 'params', 'runtime', 'provenance'])

type Scope = ReadonlyMap<string, Path | null>

/** `paramTypes` is null where the condition is read for its facts alone, not for one action. */
export function readsOf(root: ASTNode, paramTypes: ParamType | null): Reads {
  const reads = {
    facts: new Set<string>(),
    usage: new Set<string>(),
    provenance: new Set<string>(),
    params: new Set<string>(),
    faults: [] as Fault[],
  }
  const fault = (node: ASTNode, code: string, message: string, mend: string): void => {
    reads.faults.push({ code, offset: node.start, message, mend })
  }

  const note = (node: ASTNode, path: Path, known: ReadonlySet<string>, whole: boolean): void => {
    const [head, first, second] = path
    if (head === 'tenant' || head === 'channel') return
    if (head === 'params') return noteParam(node, path.slice(1), known, whole)
    if (head === 'provenance') return noteProvenance(node, path)
    if (head === 'runtime') {
      if (first === 'now' || first === 'zone') reads.facts.add(`runtime.${first}`)
      else if (first === 'usage' && typeof second === 'string') reads.usage.add(second)
      else if (!(first === 'bulk' && (second === 'size' || second === 'index')))
        fault(
          node,
          'cel_path',
          'the condition needs one field of `runtime`',
          'write `runtime.now`, `runtime.zone`, `runtime.bulk.size`, `runtime.usage["rule-id"]`',
        )
      return
    }
    const field = head === 'objects' ? second : first
    if (head === 'objects' && path.length === 1 && whole) return
    if (typeof head !== 'string' || leaves[head] === undefined)
      fault(
        node,
        'cel_unknown_variable',
        `unknown variable \`${String(head)}\``,
        `use one of ${[...variables].join(', ')}`,
      )
    else if (typeof field !== 'string' || !leaves[head].has(field))
      fault(
        node,
        'cel_path',
        typeof field === 'string'
          ? `\`${head}\` has no field \`${field}\``
          : `the condition needs one field of \`${head}\``,
        `name one of ${[...leaves[head]].join(', ')}`,
      )
    else if (head !== 'action') reads.facts.add(`${head}.${field}`)
  }

  const noteParam = (node: ASTNode, path: Path, known: ReadonlySet<string>, whole: boolean): void => {
    reads.params.add(path.map(String).join('.'))
    if (paramTypes === null) return
    const found = paramAt(paramTypes, path, known, whole)
    if (found !== null) fault(node, found.code, found.message, found.mend)
  }

  const noteProvenance = (node: ASTNode, path: Path): void => {
    const key = path[1]
    const name = typeof key === 'string' && key.startsWith('params.') ? key.slice(7).split('.')[0] : null
    if (path.length !== 2 || typeof key !== 'string' || (key !== 'target' && !name))
      return fault(
        node,
        'cel_path',
        'provenance is of the target or of one parameter',
        'write `provenance.target` or `provenance["params.email"]`',
      )
    if (name && paramTypes?.kind === 'object' && !Object.hasOwn(paramTypes.fields, name))
      return fault(
        node,
        'param_unknown',
        `the action has no parameter \`${name}\``,
        'see its parameters in `dex action list`',
      )
    reads.provenance.add(key)
  }

  const follow = (node: ASTNode, scope: Scope): Path | null => {
    const path = pathOf(node)
    if (path === null) return null
    const [head] = path
    if (typeof head !== 'string' || !scope.has(head)) return path
    const base = scope.get(head)
    return base ? [...base, index, ...path.slice(1)] : null
  }

  const walk = (node: ASTNode, scope: Scope, known: ReadonlySet<string>, whole = false): void => {
    if (node.op === 'value') return
    if (node.op === 'id' || node.op === '.' || node.op === '[]') {
      const path = follow(node, scope)
      if (path !== null) note(node, path, known, whole)
      if (node.op !== 'id') inner(node, scope, known, path !== null)
      return
    }
    if (node.op === 'call') {
      const [name, parameters] = node.args
      if (name === 'has') return walkHas(node, parameters[0], known)
      return parameters.forEach((parameter) => walk(parameter, scope, known, name === 'size'))
    }
    if (node.op === 'rcall') {
      const [name, receiver, parameters] = node.args
      walk(receiver, scope, known, macros.has(name) || name === 'size')
      if (!macros.has(name)) return parameters.forEach((parameter) => walk(parameter, scope, known))
      const variable = parameters[0]?.op === 'id' ? parameters[0].args : ''
      if (variables.has(variable))
        fault(
          node,
          'cel_shadows',
          `\`${variable}\` already means something`,
          'give the variable another name, such as `item`',
        )
      const within = new Map(scope).set(variable, follow(receiver, scope))
      return parameters.slice(1).forEach((parameter) => walk(parameter, within, known))
    }
    if (node.op === '&&' || node.op === '||') {
      walk(node.args[0], scope, known)
      return walk(node.args[1], scope, united(known, provenWhen(node.args[0], node.op === '&&')))
    }
    if (node.op === '?:') {
      walk(node.args[0], scope, known)
      walk(node.args[1], scope, united(known, provenWhen(node.args[0], true)))
      return walk(node.args[2], scope, united(known, provenWhen(node.args[0], false)))
    }
    for (const child of [node.args].flat() as ASTNode[]) walk(child, scope, known)
  }

  /** What stands in brackets is read too, and so is what a path begins with when it is not a variable. */
  const inner = (node: ASTNode, scope: Scope, known: ReadonlySet<string>, followed: boolean): void => {
    if (node.op === '[]') walk(node.args[1], scope, known)
    if (node.op !== '.' && node.op !== '[]') return
    const base = node.args[0]
    if (base.op === '.' || base.op === '[]') inner(base, scope, known, followed)
    else if (base.op !== 'id' && !followed) walk(base, scope, known)
  }

  const walkHas = (node: ASTNode, argument: ASTNode | undefined, known: ReadonlySet<string>): void => {
    const path = argument === undefined ? null : pathOf(argument)
    if (argument?.op !== '.' || path?.[0] !== 'params' || path.includes(index))
      return fault(
        node,
        'cel_has',
        '`has()` is allowed on `params` only',
        'a fact that is missing denies; remove the `has()`',
      )
    noteParam(node, path.slice(1), united(known, new Set([path.slice(1).map(String).join('.')])), true)
  }

  walk(root, noVariables, nothing)
  const { facts, usage, provenance, params, faults } = reads
  return {
    facts: compact(facts),
    usage: compact(usage),
    provenance: compact(provenance),
    params: compact(params),
    faults,
  }
}

const nothing: ReadonlySet<string> = new Set()
const noVariables: Scope = new Map()

/** A bundle keeps thousands of these, most of them empty. */
const compact = (set: ReadonlySet<string>): ReadonlySet<string> => (set.size === 0 ? nothing : set)
