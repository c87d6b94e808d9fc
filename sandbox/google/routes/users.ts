import type { FastifyInstance } from 'fastify'
import { addressesOf, type Caller, findUser, type Google } from '../context.ts'
import { GoogleRefusal, notFound } from '../errors.ts'
import type { User } from '../model.ts'
import { pageOf } from '../paging.ts'
import { matchesQuery, parseQuery } from '../query.ts'
import { renderPublic, renderUser } from '../render.ts'
import { assertHolds, assertMayChange } from '../rights.ts'
import { applyUpdate, plan, UserUpdate } from '../update.ts'

type Query = Record<string, string | undefined>
interface ByUser {
  Params: { user: string }
  Querystring: Query
}
const base = '/admin/directory/v1/users'
const readScopes = ['admin.directory.user.readonly', 'admin.directory.user'] as const
const undeleteMs = 20 * 86_400_000

export function addUserRoutes(app: FastifyInstance, google: Google): void {
  const mayBePublic = (caller: Caller, query: Query): boolean => {
    if (query['viewType'] === 'domain_public') return true
    assertHolds(google.directory, caller.user, 'USERS_RETRIEVE')
    return false
  }

  app.get<{ Querystring: Query }>(base, async (request) => {
    const caller = await google.authorize(request, ...readScopes)
    const { query } = request
    const isPublic = mayBePublic(caller, query)
    const { customer, domain, showDeleted } = query
    const known = ['my_customer', google.directory.customerId]
    if (customer === undefined && domain === undefined) throw new GoogleRefusal('badRequest')
    if (customer !== undefined && !known.includes(customer)) throw new GoogleRefusal('forbidden')
    if (domain !== undefined && domain !== google.directory.domain) throw new GoogleRefusal('forbidden')
    const deleted = showDeleted === 'true'
    const clauses = parseQuery(query['query'] ?? '')
    const found = caller.searched.users
      .filter((user) => (user.deletedAt !== null) === deleted)
      .filter((user) => matchesQuery(caller.searched, user, clauses))
      .toSorted((a, b) => (a.primaryEmail < b.primaryEmail ? -1 : 1))
    const render = (user: User) => (isPublic ? renderPublic(user) : renderUser(caller.searched, user))
    const page = pageOf(found, query, { usual: 100, most: 500 }, 'users', render)
    return { kind: 'admin#directory#users', ...page }
  })

  app.get<ByUser>(`${base}/:user`, async (request) => {
    const caller = await google.authorize(request, ...readScopes)
    const isPublic = mayBePublic(caller, request.query)
    const user = findUser(caller.seen, request.params.user)
    return isPublic ? renderPublic(user) : renderUser(caller.seen, user)
  })

  app.put<ByUser>(`${base}/:user`, async (request) => {
    const caller = await google.authorize(request, 'admin.directory.user')
    const user = findUser(google.directory, request.params.user)
    const parsed = UserUpdate.safeParse(request.body)
    if (!parsed.success) {
      throw new GoogleRefusal('invalid', `Invalid Input: ${parsed.error.issues[0]?.path.join('.') ?? 'body'}`)
    }
    const { privileges, events } = plan(google, user, parsed.data)
    for (const privilege of privileges) assertMayChange(google.directory, caller.user, privilege, user)
    google.write(caller, () => applyUpdate(user, parsed.data), events)
    if (parsed.data.suspended === true) {
      google.endSessions(user)
      google.endGrants(user)
    }
    return renderUser(google.directory, user)
  })

  app.post<ByUser>(`${base}/:user/undelete`, async (request, reply) => {
    const caller = await google.authorize(request, 'admin.directory.user')
    assertHolds(google.directory, caller.user, 'USERS_CREATE')
    const user = google.directory.users.find((each) => each.id === request.params.user)
    if (!user) throw notFound('userKey')
    if (user.deletedAt === null || google.now() - user.deletedAt > undeleteMs) {
      throw new GoogleRefusal('conditionNotMet', 'Deleted user not found')
    }
    const { orgUnitPath = '/' } = (request.body ?? {}) as { orgUnitPath?: string }
    if (!google.directory.orgUnits.some((unit) => unit.path === orgUnitPath)) {
      throw new GoogleRefusal('invalid', 'Invalid Input: INVALID_OU_ID')
    }
    const change = () => {
      user.deletedAt = null
      user.orgUnitPath = orgUnitPath
    }
    google.write(caller, change, [{ name: 'UNDELETE_USER', parameters: { USER_EMAIL: user.primaryEmail } }])
    return reply.code(204).send()
  })

  app.get<ByUser>(`${base}/:user/aliases`, async (request) => {
    const caller = await google.authorize(
      request,
      'admin.directory.user.alias.readonly',
      'admin.directory.user.alias',
      ...readScopes,
    )
    assertHolds(google.directory, caller.user, 'USERS_RETRIEVE')
    const { id, primaryEmail, aliases } = findUser(caller.seen, request.params.user)
    return {
      kind: 'admin#directory#aliases',
      ...(aliases.length > 0 && { aliases: aliases.map((alias) => aliasOf(id, primaryEmail, alias)) }),
    }
  })

  app.post<ByUser>(`${base}/:user/aliases`, async (request) => {
    const caller = await google.authorize(request, 'admin.directory.user.alias', 'admin.directory.user')
    const user = findUser(google.directory, request.params.user)
    assertMayChange(google.directory, caller.user, 'USERS_ADD_NICKNAME', user)
    const alias = String((request.body as { alias?: unknown } | undefined)?.alias ?? '').toLowerCase()
    if (!alias.endsWith(`@${google.directory.domain}`)) {
      throw new GoogleRefusal('invalid', 'Invalid Input: Domain name')
    }
    const { users, groups } = google.directory
    const taken =
      users.some((each) => addressesOf(each).includes(alias)) || groups.some((each) => each.email === alias)
    if (taken) throw new GoogleRefusal('duplicate')
    if (user.aliases.length >= 30) throw new GoogleRefusal('conditionNotMet', 'Too many aliases')
    const parameters = { USER_EMAIL: user.primaryEmail, USER_NICKNAME: alias }
    google.write(caller, () => user.aliases.push(alias), [{ name: 'ADD_NICKNAME', parameters }])
    return aliasOf(user.id, user.primaryEmail, alias)
  })
}

const aliasOf = (id: string, primaryEmail: string, alias: string) => ({
  kind: 'admin#directory#alias',
  id,
  primaryEmail,
  alias,
})
