import type { ASTNode } from '@marcbachmann/cel-js'

/** Stands for a place in a list, or for a key that only the evaluation knows. */
export const index = Symbol('index')

/** Such as `['objects', index, 'labels']`. */
export type Path = readonly (string | typeof index)[]

/** The path that an expression is, or null when it begins with something other than a name. */
export function pathOf(node: ASTNode): Path | null {
  if (node.op === 'id') return [node.args]
  if (node.op === '.') {
    const base = pathOf(node.args[0])
    return base === null ? null : [...base, node.args[1] as unknown as string]
  }
  if (node.op !== '[]') return null
  const base = pathOf(node.args[0])
  if (base === null) return null
  const key = node.args[1]
  return [...base, key.op === 'value' && typeof key.args === 'string' ? key.args : index]
}
