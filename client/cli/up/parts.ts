import { DexError } from '#contract/error.ts'

export const partNames = ['temporal', 'postgres', 'sandbox', 'api', 'gate', 'think'] as const
export type PartName = (typeof partNames)[number]

/** The parts that `--only` names; all of them without it. Throws `usage`. */
export function readParts(list: string | undefined): Set<PartName> {
  if (list === undefined) return new Set(partNames)
  const names = list
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '')
  const wrong = names.find((name) => !partNames.some((known) => known === name))
  if (wrong !== undefined || names.length === 0) {
    throw new DexError(
      'usage',
      wrong === undefined ? '--only names no part' : `there is no part \`${wrong}\``,
      {
        mend: `name some of ${partNames.join(', ')}, separated by commas`,
      },
    )
  }
  return new Set(names as PartName[])
}

const services: readonly PartName[] = ['api', 'gate', 'think']
export const hasServices = (parts: ReadonlySet<PartName>): boolean => services.some((name) => parts.has(name))

/** Throws `usage` when a chosen part needs one that is neither chosen nor named by the environment. */
export function assertWhole(
  parts: ReadonlySet<PartName>,
  outside: { temporal: string | null; postgres: string | null },
): void {
  if (!hasServices(parts)) return
  for (const [name, variable] of [
    ['temporal', 'TEMPORAL_ADDRESS'],
    ['postgres', 'DATABASE_ADMIN_URL'],
  ] as const) {
    if (parts.has(name) || outside[name] !== null) continue
    throw new DexError('usage', `api, gate and think need ${name}`, {
      mend: `add ${name} to --only, or set ${variable}`,
    })
  }
}
