import type { Code } from '#contract/codes.ts'
import type { Happened } from '#contract/connector.ts'
import { stableId } from '#sandbox/base/ids.ts'
import { resolved } from '../support/okta-user.ts'
import type { SandboxOkta } from '../support/sandbox-okta.ts'

/** What a call is about: the target's id, the parameters, and the ids of the users that these name. */
export interface About {
  target: string | null
  params?: Record<string, unknown>
  users?: readonly string[]
}

/** What is particular to an action; everything else is asked of every one of them. A new action must say its own. */
export interface Case {
  /** Whose role suffices; the identity lead's unless said. */
  by?: string
  about: (okta: SandboxOkta) => About
  /** An action that must have run before, about the same. */
  after?: string
  fields: unknown
  /** What comes back beside the fields, for one person. */
  secret?: RegExp
  /** What the same call again gives: the fields of a success, or a code. */
  again: 'same' | Code
  /** A person whose role does not suffice, and what they get. */
  weak: { title: string; gets: { code: Code } | { fields: unknown } }
  /** About what does not exist; null where nothing is looked for. */
  nobody: { about: (okta: SandboxOkta) => About; gets: { code: Code } | { fields: unknown } } | null
  writes?: {
    method: 'POST' | 'PUT' | 'DELETE'
    /** Below /api/v1. */
    path: (okta: SandboxOkta) => string
    lost: Happened
    never: Happened
    unfit: { about: (okta: SandboxOkta) => About; gets: Code } | null
  }
}

export const nobodyId = '00uZZZZZZZZZZZZZZZZZ'
export const absent = { code: 'platform_not_found' } as const
export const forbidden = (title: string) => ({ title, gets: { code: 'platform_forbidden' } }) as const
export const executive = (okta: SandboxOkta): string => okta.person('Account Executive').id
export const pushFactor = (userId: string): string => stableId('opf', 20, userId, 'push')

/** A call about one user, with these parameters. */
export const user =
  (id: (okta: SandboxOkta) => string, params: Record<string, unknown> = {}) =>
  (okta: SandboxOkta): About => ({ target: id(okta), params })

/** The same about a user whom nobody knows. */
export const nobody = (params: Record<string, unknown> = {}) => ({
  about: (): About => ({ target: nobodyId, params }),
  gets: absent,
})

export const objectsOf = ({ users = [] }: About) => users.map((id) => resolved('user', id))
