import type { FastifyRequest } from 'fastify'
import type Provider from 'oidc-provider'
import { earlierOf } from '../base/earlier.ts'
import type { Platform } from '../base/platform.ts'
import { forgetAccount } from '../oidc/adapter.ts'
import { notFound, OktaRefusal, ScopeMissing } from './errors.ts'
import { appendEvent, type EventFacts } from './log.ts'
import type { Directory, OktaState, User } from './model.ts'
import type { RateLimit } from './rate-limit.ts'
import { holds, type Right } from './rights.ts'

/** The person whose delegated token makes a call. */
export interface Caller {
  user: User
  clientId: string
  request: FastifyRequest
  /** What this call sees: the directory, or an older one where a stale read was planned. */
  seen: Directory
}

export interface Okta {
  readonly base: string
  readonly directory: Directory
  readonly log: OktaState['log']
  now(): number
  /** The caller of a request; refuses unknown, expired and revoked tokens and a missing scope. */
  authorize(request: FastifyRequest, scope: string): Promise<Caller>
  /** Changes the directory and notes the events, under the request's own id. */
  write(caller: Caller, change: () => void, events: readonly Event[]): void
  /** Ends everything delegated by this person. */
  revokeTokens(user: User): void
  revokeSessions(user: User): void
}

export type Event = Pick<EventFacts, 'type' | 'targets' | 'reason' | 'debug'>

const dead: readonly string[] = ['SUSPENDED', 'DEPROVISIONED', 'STAGED']

export function createContext(parts: {
  platform: Platform<OktaState>
  provider: () => Provider
  base: () => string
  now: () => number
  logLagMs: number
  rateLimit: RateLimit
}): Okta {
  const { platform, provider, base, now, logLagMs, rateLimit } = parts
  const current = () => platform.state.value.platform
  return {
    get base() {
      return base()
    },
    get directory() {
      return current().directory
    },
    get log() {
      return current().log
    },
    now,

    async authorize(request, scope) {
      if (!rateLimit.take()) throw new OktaRefusal('E0000047')
      const exchange = platform.exchanges.of(request.raw)
      const bearer = /^Bearer (\S+)$/.exec(request.headers.authorization ?? '')?.[1]
      const token = bearer ? await provider().AccessToken.find(bearer) : undefined
      const user = current().directory.users.find((candidate) => candidate.id === token?.accountId)
      if (!token || !user || dead.includes(user.status) || exchange.fault?.kind === 'expired_token') {
        throw new OktaRefusal('E0000011')
      }
      exchange.actor = { id: user.id, login: user.profile.login ?? user.id }
      const manage = scope.replace(/\.read$/, '.manage')
      if (!token.scopes.has(scope) && !token.scopes.has(manage)) throw new ScopeMissing(scope)
      const { directory, previous } = current()
      const stale = request.method === 'GET' && exchange.fault?.kind === 'stale_read'
      const seen = stale ? (previous ?? directory) : directory
      return { user, clientId: token.clientId ?? 'unknown', request, seen }
    },

    write(caller, change, events) {
      const state = current()
      state.previous = earlierOf(state.directory)
      change()
      const { requestId } = platform.exchanges.of(caller.request.raw)
      const shared = {
        actor: caller.user,
        requestId,
        path: caller.request.url.split('?', 1)[0] as string,
        clientId: caller.clientId,
        userAgent: caller.request.headers['user-agent'] ?? 'unknown',
      }
      for (const event of events) appendEvent(state.log, { ...shared, ...event }, now(), logLagMs)
      platform.state.changed()
    },

    revokeTokens: (user) =>
      forgetAccount(platform.state, user.id, ['AccessToken', 'RefreshToken', 'AuthorizationCode', 'Grant']),
    revokeSessions: (user) => forgetAccount(platform.state, user.id, ['Session']),
  }
}

/** By id, login, the part of a login before the `@` if only one fits, or `me`. */
export function findUser(caller: Caller, key: string): User {
  if (key === 'me') return caller.seen.users.find((user) => user.id === caller.user.id) ?? caller.user
  const { users } = caller.seen
  const exact = users.find(
    (user) => user.id === key || user.profile.login?.toLowerCase() === key.toLowerCase(),
  )
  if (exact) return exact
  const short = users.filter((user) => user.profile.login?.split('@', 1)[0] === key)
  const only = short.length === 1 ? short[0] : undefined
  if (!only) throw notFound(key, 'User')
  return only
}

/** People may read themselves; everyone else takes a right. */
export function assertMaySee(okta: Okta, caller: Caller, right: Right, key: string): void {
  const self = key === 'me' || key === caller.user.id || key === caller.user.profile.login
  if (!self && !holds(okta.directory, caller.user, right)) throw new OktaRefusal('E0000006')
}

export const moment = (okta: Okta): string => new Date(okta.now()).toISOString()
