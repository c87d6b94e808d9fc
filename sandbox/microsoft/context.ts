import type { FastifyRequest } from 'fastify'
import type Provider from 'oidc-provider'
import { earlierOf } from '../base/earlier.ts'
import type { Platform } from '../base/platform.ts'
import { forgetAccount } from '../oidc/adapter.ts'
import { type ActivityName, appendAudit, appendDeviceAudit, seconds } from './audit.ts'
import { denied, missing, throttled, unauthenticated } from './errors.ts'
import type { Device, Directory, Group, MicrosoftState, User } from './model.ts'

/** The person whose delegated token makes a call. */
export interface Caller {
  user: User
  request: FastifyRequest
  /** What this call sees by id: the directory, or an older one where a stale read was planned. */
  seen: Directory
  /** What lists and searches show: they trail writes by the lag that is set. */
  listed: Directory
}

export interface Lag {
  listMs: number
  auditMs: number
}

export interface Microsoft {
  readonly base: string
  readonly directory: Directory
  readonly state: MicrosoftState
  readonly lag: Lag
  /** Items that a page holds at most, whatever is asked for. */
  readonly pageMax: number
  now(): number
  moment(): string
  /** The caller of a request; refuses unknown and expired tokens, and one that has none of these scopes. */
  authorize(request: FastifyRequest, ...anyOf: string[]): Promise<Caller>
  /** Changes the directory and notes the activities. */
  write(caller: Caller, change: () => void, ...noted: Noted[]): void
  order(caller: Caller, device: Device, action: string): void
  /** Ends what the person's apps can refresh by, and their sessions; access tokens live on, as the vendor's do. */
  revokeSessions(user: User): void
}

export interface Noted {
  activity: ActivityName
  users: readonly User[]
  groups?: readonly Group[]
}

/** Calls for ten seconds, of the whole tenant. */
const WINDOW_MS = 10_000

export function createContext(parts: {
  platform: Platform<MicrosoftState>
  provider: () => Provider
  base: () => string
  now: () => number
  lag: Lag
  pageMax: number
  callsPerWindow: number
}): Microsoft {
  const { platform, provider, base, now, lag, pageMax } = parts
  const current = () => platform.state.value.platform
  let window = { number: 0, calls: 0 }
  const take = (): boolean => {
    const number = Math.floor(now() / WINDOW_MS)
    window = { number, calls: window.number === number ? window.calls + 1 : 1 }
    return window.calls <= parts.callsPerWindow
  }

  return {
    get base() {
      return base()
    },
    get directory() {
      return current().directory
    },
    get state() {
      return current()
    },
    lag,
    pageMax,
    now,
    moment: () => seconds(now()),

    async authorize(request, ...anyOf) {
      if (!take()) throw throttled()
      const exchange = platform.exchanges.of(request.raw)
      const bearer = /^Bearer (\S+)$/.exec(request.headers.authorization ?? '')?.[1]
      if (bearer === undefined) throw unauthenticated()
      const token = await provider().AccessToken.find(bearer)
      const { directory, previous, lagging } = current()
      const user = directory.users.find((candidate) => candidate.id === token?.accountId)
      const dead = user === undefined || user.deletedDateTime !== null || !user.shown.accountEnabled
      if (!token || dead || exchange.fault?.kind === 'expired_token') {
        throw unauthenticated('Lifetime validation failed, the token is expired.')
      }
      exchange.actor = { id: user.id, login: user.shown.userPrincipalName }
      if (!anyOf.some((scope) => covering(scope).some((each) => token.scopes.has(each)))) throw denied()
      const stale = request.method === 'GET' && exchange.fault?.kind === 'stale_read'
      const seen = stale ? (previous ?? directory) : directory
      const listed = lagging !== null && lagging.until > now() ? lagging.directory : seen
      return { user, request, seen, listed }
    },

    write(caller, change, ...noted) {
      const state = current()
      const before = earlierOf(state.directory)
      state.previous = before
      if (lag.listMs === 0 || before === null) state.lagging = null
      else if (state.lagging === null || state.lagging.until <= now())
        state.lagging = { directory: before, until: now() + lag.listMs }
      change()
      for (const facts of noted) appendAudit(state, { ...facts, actor: caller.user }, now(), lag.auditMs)
      platform.state.changed()
    },

    order(caller, device, action) {
      const name = device.shown.deviceName
      appendDeviceAudit(
        current(),
        { action, actor: caller.user, device: { id: device.id, name } },
        now(),
        lag.auditMs,
      )
    },

    revokeSessions: (user) =>
      forgetAccount(platform.state, user.id, ['RefreshToken', 'AuthorizationCode', 'Session']),
  }
}

/** What else grants a scope: writing covers reading, the directory's covers its parts. */
function covering(scope: string): string[] {
  const wider = scope.replace(/\.Read(\.|$)/, '.ReadWrite$1')
  const directory = /^(User|Group|GroupMember)\./.test(scope)
    ? [`Directory.${/ReadWrite/.test(scope) ? 'ReadWrite' : 'Read'}.All`]
    : []
  const group = scope.startsWith('GroupMember.') ? [scope.replace('GroupMember.', 'Group.')] : []
  return [scope, wider, ...directory, ...group]
}

/** By id or principal name, among those not deleted. */
export function findUser(directory: Directory, key: string): User {
  const wanted = key.toLowerCase()
  const user = directory.users.find(
    ({ id, deletedDateTime, shown }) =>
      deletedDateTime === null && (id === wanted || shown.userPrincipalName.toLowerCase() === wanted),
  )
  if (!user) throw missing(key)
  return user
}

export function findGroup(directory: Directory, id: string): Group {
  const group = directory.groups.find((candidate) => candidate.id === id)
  if (!group) throw missing(id)
  return group
}

export const isSelf = (caller: Caller, target: User): boolean => caller.user.id === target.id
