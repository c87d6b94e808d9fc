import type { ASTNode } from '@marcbachmann/cel-js'
import { compilePattern, exchanged } from './functions.ts'
import type { Fault } from './fault.ts'

/**
 * The part of CEL that a condition may use. INVARIANT: everything in it takes time bounded by the size of the expression
 * times the size of the facts; what could multiply (nested comprehensions, bindings), leaves the type checker (`dyn`), or
 * depends on the machine (time zone, the host's regular expressions) is not in it.
 */
const methods = new Set([
  ...['startsWith', 'endsWith', 'contains', 'matches', 'size', 'trim', 'lowerAscii', 'upperAscii'],
  ...[
    'getDate',
    'getDayOfMonth',
    'getDayOfWeek',
    'getFullYear',
    'getHours',
    'getMinutes',
    'getMonth',
    'getSeconds',
  ],
])
const functions = new Set(['has', 'size', 'int', 'double', 'string', 'timestamp', 'duration'])
export const macros: ReadonlySet<string> = new Set(['all', 'exists', 'exists_one', 'filter', 'map'])
const refusedOperators: Readonly<Record<string, string>> = {
  map: 'map literals are not supported',
  '.?': 'optional access is not supported',
  '[?]': 'optional access is not supported',
}

/** Refuses what lies outside, and exchanges functions for ours in place; must run before the expression is checked. */
export function admit(root: ASTNode): Fault[] {
  const faults: Fault[] = []
  const fault = (node: ASTNode, message: string, mend: string): void => {
    faults.push({ code: 'cel_unsupported', offset: node.start, message, mend })
  }
  const visit = (node: ASTNode, inside: boolean): void => {
    const refused = refusedOperators[node.op]
    if (refused !== undefined) return fault(node, refused, 'write it with lists and fields')
    if (node.op === 'value') {
      if (typeof node.args === 'object')
        fault(node, 'null and bytes are not supported', 'a fact that is null reads as `""` or `[]`')
      return
    }
    if (node.op === 'call') {
      const [name, parameters] = node.args
      if (!functions.has(name))
        return fault(node, `the function \`${name}\` is not supported`, `use one of ${list(functions)}`)
      if (name === 'timestamp' || name === 'duration') literal(node, name, parameters[0])
      return parameters.forEach((parameter) => visit(parameter, inside))
    }
    if (node.op === 'rcall') return visitMethod(node, node.args, inside)
    if (node.op === 'id') return
    if (node.op === '.') return visit(node.args[0], inside)
    for (const child of [node.args].flat() as ASTNode[]) visit(child, inside)
  }
  const visitMethod = (node: ASTNode, args: [string, ASTNode, ASTNode[]], inside: boolean): void => {
    const [name, receiver, parameters] = args
    const macro = macros.has(name)
    if (!macro && !methods.has(name))
      return fault(
        node,
        `the method \`${name}\` is not supported`,
        `use one of ${list(methods)}, ${list(macros)}`,
      )
    if (macro && inside)
      return fault(
        node,
        `\`${name}\` inside another list expression`,
        'split the condition into several rules',
      )
    if (name === 'matches') pattern(node, parameters[0])
    const exchange = exchanged[name]
    if (exchange !== undefined) args[0] = exchange
    visit(receiver, inside || macro)
    for (const parameter of parameters) visit(parameter, inside || macro)
  }
  const pattern = (node: ASTNode, parameter: ASTNode | undefined): void => {
    if (parameter?.op !== 'value' || typeof parameter.args !== 'string')
      return fault(node, '`matches` needs a literal pattern', 'write the pattern as a string in the rule')
    try {
      compilePattern(parameter.args)
    } catch (error) {
      const why = error instanceof Error ? error.message : 'unknown'
      fault(
        parameter,
        `the pattern is not one of RE2: ${why}`,
        'write a pattern without backreferences and look-around',
      )
    }
  }
  const literal = (node: ASTNode, name: string, parameter: ASTNode | undefined): void => {
    const forms = name === 'timestamp' ? timestampForm : durationForm
    const fits = parameter?.op === 'value' && typeof parameter.args === 'string' && forms.test(parameter.args)
    if (!fits)
      fault(
        node,
        `\`${name}\` needs a literal`,
        name === 'timestamp' ? 'write `timestamp("2026-11-22T10:00:00Z")`' : 'write `duration("90m")`',
      )
  }
  visit(root, false)
  return faults
}

const timestampForm = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,3})?(?:Z|[+-]\d\d:\d\d)$/
const durationForm = /^-?(?:\d{1,9}(?:\.\d{1,9})?(?:ns|us|ms|s|m|h)){1,6}$/
const list = (names: ReadonlySet<string>): string => [...names].map((name) => `\`${name}\``).join(', ')
