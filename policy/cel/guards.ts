import type { ASTNode } from '@marcbachmann/cel-js'
import { pathOf } from './path.ts'

export const united = (left: ReadonlySet<string>, right: ReadonlySet<string>): ReadonlySet<string> =>
  right.size === 0 ? left : left.size === 0 ? right : new Set([...left, ...right])

const nothing: ReadonlySet<string> = new Set()

/** The parameters (dotted, below `params`) that are surely given once `node` has come out as `outcome`. */
export function provenWhen(node: ASTNode, outcome: boolean): ReadonlySet<string> {
  if (node.op === '!_') return provenWhen(node.args, !outcome)
  if (node.op === '&&' || node.op === '||') {
    const left = provenWhen(node.args[0], outcome)
    const right = provenWhen(node.args[1], outcome)
    return (node.op === '&&') === outcome
      ? united(left, right)
      : new Set([...left].filter((path) => right.has(path)))
  }
  if (node.op === 'call' && node.args[0] === 'has' && outcome) {
    const path = node.args[1][0] === undefined ? null : pathOf(node.args[1][0])
    return new Set(path === null ? [] : [path.slice(1).map(String).join('.')])
  }
  return nothing
}
