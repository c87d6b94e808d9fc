/**
 * Facts that can be absent, one bit each, so that “is anything that this rule names absent?” is one operation.
 * Tenant, channel, the action's own fields, platform, type and `runtime.bulk` are always there.
 */
export const factBits: Readonly<Record<string, number>> = Object.fromEntries(
  [
    ...['id', 'email', 'verified', 'department', 'groups', 'roles'].map((field) => `requester.${field}`),
    ...['id', 'email', 'department', 'privileged', 'labels'].map((field) => `target.${field}`),
    ...['id', 'email', 'department', 'privileged', 'labels'].map((field) => `objects.${field}`),
    ...['runtime.now', 'runtime.zone'],
  ].map((path, at) => [path, 1 << at]),
)

export const bitOf = (path: string): number => factBits[path] ?? 0

export const bitsOf = (paths: Iterable<string>): number => {
  let bits = 0
  for (const path of paths) bits |= bitOf(path)
  return bits
}
