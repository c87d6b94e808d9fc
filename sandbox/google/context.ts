import type { FastifyRequest } from 'fastify'
import type Provider from 'oidc-provider'
import { earlierOf } from '../base/earlier.ts'
import type { Platform } from '../base/platform.ts'
import { forgetAccount } from '../oidc/adapter.ts'
import { GoogleRefusal, notFound } from './errors.ts'
import type { ActivityFacts } from './activity.ts'
import { appendActivity } from './log.ts'
import type { Directory, GoogleState, Group, User } from './model.ts'

export const scopePrefix = 'https://www.googleapis.com/auth/'

/** The person whose delegated token makes a call. */
export interface Caller {
  user: User
  clientId: string
  request: FastifyRequest
  /** What a look-up by id sees: the directory, or an older one where a stale read was planned. */
  seen: Directory
  /** What lists and searches see: they lag behind writes. */
  searched: Directory
}

export interface Google {
  readonly directory: Directory
  readonly log: GoogleState['log']
  now(): number
  /** The caller of a request; refuses unknown, expired and revoked tokens and those with none of the scopes. */
  authorize(request: FastifyRequest, ...scopes: string[]): Promise<Caller>
  /** Changes the directory and notes the events. */
  write(caller: Caller, change: () => void, events: readonly ActivityFacts[]): void
  /** Ends browser sessions; grants stay, as the vendor has it. */
  endSessions(user: User): void
  /** Ends everything that this person delegated. */
  endGrants(user: User): void
}

export function createContext(parts: {
  platform: Platform<GoogleState>
  provider: () => Provider
  now: () => number
  logLagMs: number
  searchLagMs: number
  callsPerMinute: number
}): Google {
  const { platform, provider, now, logLagMs, searchLagMs } = parts
  const current = () => platform.state.value.platform
  const withinQuota = quota(parts.callsPerMinute, now)
  return {
    get directory() {
      return current().directory
    },
    get log() {
      return current().log
    },
    now,

    async authorize(request, ...scopes) {
      const exchange = platform.exchanges.of(request.raw)
      const bearer = /^Bearer (\S+)$/.exec(request.headers.authorization ?? '')?.[1]
      const token = bearer ? await provider().AccessToken.find(bearer) : undefined
      const { directory, previous, searchLagsUntil } = current()
      const user = directory.users.find((candidate) => candidate.id === token?.accountId)
      const gone = !user || user.suspended || user.deletedAt !== null
      if (!token || gone || exchange.fault?.kind === 'expired_token') throw new GoogleRefusal('authError')
      exchange.actor = { id: user.id, login: user.primaryEmail }
      if (!withinQuota()) throw new GoogleRefusal('userRateLimitExceeded')
      if (!scopes.some((scope) => token.scopes.has(`${scopePrefix}${scope}`))) {
        throw new GoogleRefusal('insufficientPermissions')
      }
      const stale = request.method === 'GET' && exchange.fault?.kind === 'stale_read'
      const seen = stale ? (previous ?? directory) : directory
      const searched = now() < searchLagsUntil ? (previous ?? seen) : seen
      return { user, clientId: token.clientId ?? 'unknown', request, seen, searched }
    },

    write(caller, change, events) {
      const state = current()
      // While searches still lag, they go on showing what stood before the first of the writes.
      if (state.previous === null || now() >= state.searchLagsUntil) {
        state.previous = earlierOf(state.directory)
      }
      state.searchLagsUntil = searchLagMs === 0 ? 0 : now() + searchLagMs
      change()
      const shared = { actor: caller.user, clientId: caller.clientId }
      for (const event of events) appendActivity(state.log, { ...shared, ...event }, now(), logLagMs)
      platform.state.changed()
    },

    endSessions: (user) => forgetAccount(platform.state, user.id, ['Session']),
    endGrants: (user) =>
      forgetAccount(platform.state, user.id, ['AccessToken', 'RefreshToken', 'AuthorizationCode', 'Grant']),
  }
}

function quota(perMinute: number, now: () => number): () => boolean {
  let minute = 0
  let used = 0
  return () => {
    const current = Math.floor(now() / 60_000)
    if (current !== minute) used = 0
    minute = current
    used += 1
    return used <= perMinute
  }
}

/** By id, primary address or alias. */
export function findUser(directory: Directory, key: string): User {
  const wanted = key.toLowerCase()
  const found = directory.users.find(
    (user) => user.deletedAt === null && (user.id === key || addressesOf(user).includes(wanted)),
  )
  if (!found) throw notFound('userKey')
  return found
}

export const addressesOf = (user: User): string[] =>
  [user.primaryEmail, ...user.aliases].map((address) => address.toLowerCase())

export function findGroup(directory: Directory, key: string): Group {
  const found = directory.groups.find((group) => group.id === key || group.email === key.toLowerCase())
  if (!found) throw notFound('groupKey')
  return found
}
