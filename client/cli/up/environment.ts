import { variables } from '#process/configuration/variables.ts'
import type { Role, Variable } from '#process/configuration/variable.ts'

/** What any program needs of its surroundings; nothing that names a database or a key. */
const surroundings = [
  'PATH',
  'HOME',
  'LANG',
  'LC_ALL',
  'TZ',
  'TMPDIR',
  'NODE_EXTRA_CA_CERTS',
  'NODE_COMPILE_CACHE',
] as const

/**
 * The environment of one part: its own variables, those of this process that its role reads, and nothing else, so that
 * no part holds what another part alone may know.
 */
export function environmentOf(
  role: Exclude<Role, 'dex'>,
  env: Readonly<Record<string, string | undefined>>,
  own: Readonly<Record<string, string>>,
): Record<string, string> {
  const result: Record<string, string> = {}
  for (const name of surroundings) if (env[name] !== undefined) result[name] = env[name]
  for (const [name, entry] of Object.entries(variables) as [string, Variable][]) {
    const value = env[name]
    if (value !== undefined && value !== '' && entry.for.includes(role)) result[name] = value
  }
  return { ...result, ...own }
}
