import type { FastifyRequest } from 'fastify'
import type Provider from 'oidc-provider'
import type { Platform } from '../base/platform.ts'
import { ScimRefusal } from './refusal.ts'
import type { ScimState, ScimUser } from './state.ts'

export interface Caller {
  user: ScimUser
  /** What this call sees: the directory, or an older one where a stale read was planned. */
  seen: Pick<ScimState, 'users' | 'groups'>
}

export interface Scim {
  base(): string
  state(): ScimState
  /** The caller of a request; refuses unknown tokens, a missing scope, and people without a role who ask beyond themselves. */
  authorize(request: FastifyRequest, scope: 'scim.read' | 'scim.manage'): Promise<Caller>
  write(change: (state: ScimState) => void): void
}

export function createContext(parts: {
  platform: Platform<ScimState>
  provider: () => Provider
  base: () => string
}): Scim {
  const { platform, provider, base } = parts
  const state = () => platform.state.value.platform
  return {
    base,
    state,
    async authorize(request, scope) {
      const exchange = platform.exchanges.of(request.raw)
      const bearer = /^Bearer (\S+)$/.exec(request.headers.authorization ?? '')?.[1]
      const token = bearer ? await provider().AccessToken.find(bearer) : undefined
      const user = state().users.find(({ id }) => id === token?.accountId)
      if (!token || !user?.active || exchange.fault?.kind === 'expired_token')
        throw new ScimRefusal(401, 'the token is not known, expired or revoked')
      exchange.actor = { id: user.id, login: user.userName }
      if (!token.scopes.has(scope) && !token.scopes.has('scim.manage'))
        throw new ScimRefusal(403, 'the token lacks a scope', { scope })
      const { previous } = state()
      const stale = request.method === 'GET' && exchange.fault?.kind === 'stale_read'
      return { user, seen: stale ? (previous ?? state()) : state() }
    },
    write(change) {
      const current = state()
      current.previous = structuredClone({ users: current.users, groups: current.groups })
      change(current)
      platform.state.changed()
    },
  }
}

export function assertAdmin({ user }: Caller): void {
  if (user.roles.length === 0) throw new ScimRefusal(403, 'this takes a role')
}

/** INVARIANT: only an owner changes anyone who has a role. */
export function assertMayChange(caller: Caller, target: ScimUser): void {
  assertAdmin(caller)
  if (target.roles.length > 0 && !caller.user.roles.includes('owner'))
    throw new ScimRefusal(403, 'this takes an owner')
}
