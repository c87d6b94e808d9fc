import type { FastifyRequest } from 'fastify'
import { DexError } from '#contract/error.ts'
import type { PersonId, TenantId } from '#contract/ids.ts'
import type { SessionAuth } from '#store/schema.ts'
import type { DexRole, SessionKind } from '../authorization.ts'

/** The person behind a call, and how they signed in. */
export interface Caller {
  tenant: TenantId
  person: PersonId
  kind: SessionKind
  roles: readonly string[]
  auth: SessionAuth
  /** Keyed digest that requests know their requester by. */
  emailLookup: string
  sessionHash: string
  /** However much it is used. */
  expiresAt: Date
}

/** Throws `unauthenticated` where a route forgot to ask for a session. */
export function callerOf(request: FastifyRequest): Caller {
  if (!request.caller) throw new DexError('unauthenticated')
  return request.caller
}

export const hasRole = (caller: Caller, ...roles: DexRole[]): boolean =>
  roles.some((role) => caller.roles.includes(role))

/** Throws `forbidden`. */
export function assertRole(caller: Caller, ...roles: DexRole[]): void {
  if (!hasRole(caller, ...roles)) throw new DexError('forbidden')
}
