import type { FastifyInstance } from 'fastify'
import { freshId } from '../../base/ids.ts'
import { findUser, moment, type Okta } from '../context.ts'
import { notFound, OktaRefusal } from '../errors.ts'
import { userParty } from '../log.ts'
import type { User } from '../model.ts'
import { assertProfile, profileAttributes, readProfile } from '../profile.ts'
import { etagOf, renderUser } from '../render.ts'
import { assertMayChange, holds } from '../rights.ts'

const groupsMax = 20

interface Body {
  credentials?: { password?: { value?: unknown } }
  groupIds?: unknown
}

/** Creating people and changing their profiles. */
export function addUserWriteRoutes(app: FastifyInstance, okta: Okta): void {
  app.post<{ Querystring: { activate?: string } }>('/api/v1/users', async (request) => {
    const caller = await okta.authorize(request, 'okta.users.manage')
    if (!holds(okta.directory, caller.user, 'profiles')) throw new OktaRefusal('E0000006')
    const profile = readProfile(request.body)
    assertProfile(profile, okta.directory.users, null)
    const body = (request.body ?? {}) as Body
    const groups = groupsOf(okta, body.groupIds)
    const user = newUser(profile, moment(okta), {
      activate: request.query.activate !== 'false',
      password: typeof body.credentials?.password?.value === 'string',
    })
    const change = () => {
      okta.directory.users.push(user)
      for (const group of okta.directory.groups)
        if (group.type === 'BUILT_IN' || groups.includes(group.id)) group.members.push(user.id)
    }
    const targets = [userParty(user)]
    const activated = user.status === 'STAGED' ? [] : [{ type: 'user.lifecycle.activate' as const, targets }]
    okta.write(caller, change, [{ type: 'user.lifecycle.create', targets }, ...activated])
    return renderUser(user, okta.base, true)
  })

  for (const method of ['POST', 'PUT'] as const) {
    app.route<{ Params: { user: string } }>({
      method,
      url: '/api/v1/users/:user',
      async handler(request, reply) {
        const caller = await okta.authorize(request, 'okta.users.manage')
        const user = findUser(caller, request.params.user)
        assertMayChange(okta.directory, caller.user, 'profiles', user)
        if (user.status === 'DEPROVISIONED') throw notFound(user.id, 'User')
        const stale =
          request.headers['if-match'] !== undefined && request.headers['if-match'] !== etagOf(user)
        if (stale) throw new OktaRefusal('E0000231')
        const given = readProfile(request.body)
        const left = Object.fromEntries(Object.keys(profileAttributes).map((name) => [name, null]))
        const profile = method === 'PUT' ? { ...left, ...given } : { ...user.profile, ...given }
        assertProfile(profile, okta.directory.users, user.id)
        update(okta, caller, user, profile)
        reply.header('etag', etagOf(user))
        return renderUser(user, okta.base, true)
      },
    })
  }
}

/** The same values again are a success that leaves no event. */
function update(
  okta: Okta,
  caller: Parameters<Okta['write']>[0],
  user: User,
  profile: User['profile'],
): void {
  const changed = Object.keys(profile).filter((name) => profile[name] !== (user.profile[name] ?? null))
  if (changed.length === 0) return
  const targets = [userParty(user)]
  const change = () => {
    user.profile = profile
    user.lastUpdated = moment(okta)
  }
  okta.write(caller, change, [
    { type: 'user.account.update_profile', targets, debug: { changed_attributes: changed.join(',') } },
    ...(changed.includes('email') ? [{ type: 'user.account.update_primary_email' as const, targets }] : []),
  ])
}

function newUser(profile: User['profile'], now: string, how: { activate: boolean; password: boolean }): User {
  const status = how.activate ? (how.password ? 'ACTIVE' : 'PROVISIONED') : 'STAGED'
  return {
    id: freshId('00u', 20),
    status,
    statusBefore: 'ACTIVE',
    created: now,
    activated: how.activate ? now : null,
    statusChanged: now,
    lastLogin: null,
    lastUpdated: now,
    passwordChanged: how.password ? now : null,
    profile,
    roles: [],
    factors: [],
  }
}

function groupsOf(okta: Okta, given: unknown): string[] {
  if (given === undefined) return []
  if (!Array.isArray(given)) throw new OktaRefusal('E0000003')
  if (given.length > groupsMax) throw new OktaRefusal('E0000093')
  return given.map((id: unknown) => {
    const group = okta.directory.groups.find((candidate) => candidate.id === id)
    if (group?.type !== 'OKTA_GROUP') throw notFound(String(id), 'UserGroup')
    return group.id
  })
}
