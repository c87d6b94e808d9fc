import type { Comparison, Expression } from './parse.ts'

/** A list matches where any of its values does; absent is the empty list. */
export type Attributes = (attribute: string) => readonly string[]

export function matches(expression: Expression, attributes: Attributes, caseSensitive: boolean): boolean {
  const fold = (text: string) => (caseSensitive ? text : text.toLowerCase())
  const walk = (node: Expression): boolean => {
    switch (node.kind) {
      case 'and':
        return walk(node.left) && walk(node.right)
      case 'or':
        return walk(node.left) || walk(node.right)
      case 'not':
        return !walk(node.inner)
      case 'present':
        return attributes(node.attribute).length > 0
      case 'compare': {
        const values = attributes(node.attribute)
        if (node.operator === 'ne') return values.every((value) => fold(value) !== fold(node.value))
        return values.some((value) => compare(fold(value), node.operator, fold(node.value)))
      }
    }
  }
  return walk(expression)
}

function compare(value: string, operator: Comparison, wanted: string): boolean {
  switch (operator) {
    case 'eq':
      return value === wanted
    case 'ne':
      return value !== wanted
    case 'sw':
      return value.startsWith(wanted)
    case 'ew':
      return value.endsWith(wanted)
    case 'co':
      return value.includes(wanted)
    case 'gt':
      return order(value, wanted) > 0
    case 'ge':
      return order(value, wanted) >= 0
    case 'lt':
      return order(value, wanted) < 0
    case 'le':
      return order(value, wanted) <= 0
  }
}

/** Moments by time, whatever their precision; everything else by code unit. */
function order(left: string, right: string): number {
  const moments = [left, right].map((text) => (/^\d{4}-\d\d-\d\d/.test(text) ? Date.parse(text) : Number.NaN))
  const [a, b] = moments as [number, number]
  if (!Number.isNaN(a) && !Number.isNaN(b)) return a - b
  return left < right ? -1 : left > right ? 1 : 0
}

/** Reads `a.b.c` through objects and lists alike. */
export function attributesOf(root: unknown): Attributes {
  return (attribute) => {
    let found: unknown[] = [root]
    for (const part of attribute.split('.')) {
      found = found.flatMap((item) => {
        const next =
          typeof item === 'object' && item !== null && Object.hasOwn(item, part)
            ? (item as Record<string, unknown>)[part]
            : undefined
        return Array.isArray(next) ? next : [next]
      })
    }
    return found.filter((item) => item !== null && item !== undefined && typeof item !== 'object').map(String)
  }
}
