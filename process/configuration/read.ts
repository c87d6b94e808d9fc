import type { Problem, Values } from './problem.ts'
import { existsSync } from 'node:fs'
import type { z } from 'zod'
import { DexError } from '#contract/error.ts'
import { dangerous, production, together } from './refusals.ts'
import type { Role, Variable } from './variable.ts'
import { type VariableName, type Variables, variables } from './variables.ts'

type NamesFor<R extends Role> = {
  [Name in VariableName]: R extends Variables[Name]['for'][number] ? Name : never
}[VariableName]

type ValueOf<Name extends VariableName, R extends Role> =
  | z.output<Variables[Name]['schema']>
  | (Variables[Name]['fallback'] extends string
      ? never
      : R extends Variables[Name]['required'][number]
        ? never
        : null)

/** The parsed environment of one role: only what its table entries name. */
export type Configuration<R extends Role> = {
  readonly [Name in NamesFor<R> as Variables[Name]['field']]: ValueOf<Name, R>
} & {
  readonly role: R
  /** Whether a person set this variable; a taken port that was set is an error, a default moves. */
  isSet(variable: VariableName): boolean
}

const entries = Object.entries(variables) as [VariableName, Variable][]

/**
 * Parses and checks the environment of one role once, at start-up. Throws `configuration_invalid` with every problem at
 * once: variable, class of value and mend, in the message and as `extra.problems`. No value is ever repeated.
 */
export function readConfiguration<R extends Role>(
  role: R,
  env: Readonly<Record<string, string | undefined>>,
  exists: (path: string) => boolean = existsSync,
): Configuration<R> {
  const problems: Problem[] = dangerous(env)
  const values: Values = { role, isSet: (name: string) => Boolean(env[name]) }
  const data = env.DEX_DATA || variables.DEX_DATA.fallback
  for (const [name, entry] of entries) {
    if (!entry.for.includes(role)) continue
    // a variable set to nothing is unset: compose files write absent ones so
    const given = env[name] || undefined
    const text = given ?? entry.fallback?.replace('<DEX_DATA>', data).replace('<role>', role)
    if (text === undefined) {
      values[entry.field] = null
      if (entry.required.includes(role)) {
        problems.push({ variable: name, expected: entry.expects, mend: `set it: ${entry.what}` })
      }
      continue
    }
    const parsed = entry.schema.safeParse(text)
    if (parsed.success) values[entry.field] = parsed.data
    else problems.push({ variable: name, expected: entry.expects, mend: `change or unset it: ${entry.what}` })
  }
  problems.push(...together(values))
  if (env.DEX_PROFILE === 'production') problems.push(...production(role, values, exists))
  if (problems.length > 0) throw refusal(role, problems)
  return Object.freeze(values) as Configuration<R>
}

function refusal(role: Role, problems: Problem[]): DexError {
  const lines = problems.map(
    (problem) => `- ${problem.variable} must be ${problem.expected}; ${problem.mend}`,
  )
  return new DexError(
    'configuration_invalid',
    `the configuration of ${role} cannot be used:\n${lines.join('\n')}`,
    { extra: { problems } },
  )
}
