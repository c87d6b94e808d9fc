/** Exact, a prefix ending in `.*`, or `*`; a wildcard anywhere else is refused at load. */
export const actionPattern = /^(?:\*|[a-z][a-z0-9_]*(?:\.[a-z][a-z0-9_]*)*(?:\.\*)?)$/

export function covers(pattern: string, action: string): boolean {
  if (pattern === '*') return true
  if (pattern.endsWith('.*')) return action.startsWith(pattern.slice(0, -1))
  return pattern === action
}

export const coversAny = (patterns: readonly string[], action: string): boolean =>
  patterns.some((pattern) => covers(pattern, action))
