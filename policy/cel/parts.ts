import type { ASTNode, Environment } from '@marcbachmann/cel-js'

/** The text of a node as it stands in the condition. */
export const textOf = (node: ASTNode): string => node.input.slice(node.range.start, node.range.end)

/** The parts of a condition that must all hold, as text, in their order; the whole when it cannot be parsed. */
export function conjunctsOf(environment: Environment, condition: string): string[] {
  const parts: string[] = []
  const collect = (node: ASTNode): void => {
    if (node.op === '&&') node.args.forEach(collect)
    else parts.push(textOf(node))
  }
  try {
    collect(environment.parse(condition).ast)
  } catch {
    return [condition]
  }
  return parts
}
