import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { assertMaySee, findUser, type Okta } from '../context.ts'
import { notFound, OktaRefusal } from '../errors.ts'
import type { User } from '../model.ts'
import { limitOf, pageOf } from '../paging.ts'
import { etagOf, renderFactor, renderGroup, renderUser } from '../render.ts'
import { holds } from '../rights.ts'
import { userFilter, userSearch } from '../scim/dialects.ts'
import { attributesOf, matches } from '../scim/evaluate.ts'
import { parseExpression } from '../scim/parse.ts'

interface ByUser {
  Params: { user: string }
}

export function addUserRoutes(app: FastifyInstance, okta: Okta): void {
  const byId = createOrdering()
  app.get('/api/v1/users', async (request, reply) => {
    const caller = await okta.authorize(request, 'okta.users.read')
    // The vendor answers a scope without a role with an empty list here, not with a refusal.
    const visible = holds(okta.directory, caller.user, 'see_users') ? caller.seen.users : []
    return list(okta, request, reply, byId(visible))
  })

  app.get<ByUser>('/api/v1/users/:user', async (request, reply) => {
    const caller = await okta.authorize(request, 'okta.users.read')
    assertMaySee(okta, caller, 'see_users', request.params.user)
    const user = findUser(caller, request.params.user)
    reply.header('etag', etagOf(user))
    return renderUser(user, okta.base, true)
  })

  app.get<ByUser>('/api/v1/users/:user/groups', async (request) => {
    const caller = await okta.authorize(request, 'okta.users.read')
    assertMaySee(okta, caller, 'see_groups', request.params.user)
    const user = findUser(caller, request.params.user)
    const groups = caller.seen.groups.filter((group) => group.members.includes(user.id))
    return groups.map((group) => renderGroup(group, okta.base, null))
  })

  app.get<ByUser>('/api/v1/users/:user/factors', async (request) => {
    const caller = await okta.authorize(request, 'okta.users.read')
    assertMaySee(okta, caller, 'see_users', request.params.user)
    const user = findUser(caller, request.params.user)
    return user.factors.map((factor) => renderFactor(factor, user, okta.base))
  })

  // No sign-in is ever blocked for unknown devices here; locked out is a status.
  app.get<ByUser>('/api/v1/users/:user/blocks', async (request) => {
    const caller = await okta.authorize(request, 'okta.users.read')
    assertMaySee(okta, caller, 'see_users', request.params.user)
    findUser(caller, request.params.user)
    return []
  })

  app.get<{ Params: { user: string; factor: string } }>(
    '/api/v1/users/:user/factors/:factor',
    async (request) => {
      const caller = await okta.authorize(request, 'okta.users.read')
      assertMaySee(okta, caller, 'see_users', request.params.user)
      const user = findUser(caller, request.params.user)
      const factor = user.factors.find((candidate) => candidate.id === request.params.factor)
      if (!factor) throw notFound(request.params.factor, 'UserFactor')
      return renderFactor(factor, user, okta.base)
    },
  )
}

function list(okta: Okta, request: FastifyRequest, reply: FastifyReply, users: readonly User[]) {
  const query = request.query as Record<string, string | undefined>
  const { search, filter, q } = query
  if (search !== undefined && filter !== undefined) throw new OktaRefusal('E0000033')
  const ordered = sorted(chosen(users, { search, filter, q }), query)
  const page = pageOf({ request, reply, base: okta.base }, ordered, {
    limit: limitOf(query.limit, q === undefined ? 200 : 10, 200),
    key: (user) => user.id,
  })
  return page.items.map((user) => renderUser(user, okta.base, false))
}

function chosen(
  users: readonly User[],
  query: { search: string | undefined; filter: string | undefined; q: string | undefined },
): readonly User[] {
  const text = query.search ?? query.filter
  if (text !== undefined) {
    const expression = parseExpression(text, query.search === undefined ? userFilter : userSearch)
    return users.filter((user) => matches(expression, attributesOf(user), query.search === undefined))
  }
  const live = users.filter((user) => user.status !== 'DEPROVISIONED')
  if (query.q === undefined) return live
  const start = query.q.toLowerCase()
  return live.filter(({ profile }) =>
    [profile.firstName, profile.lastName, profile.email].some((value) =>
      value?.toLowerCase().startsWith(start),
    ),
  )
}

function sorted(users: readonly User[], query: Record<string, string | undefined>): readonly User[] {
  const key = query.search === undefined ? 'id' : (query.sortBy ?? 'id')
  const descending = query.sortOrder?.toLowerCase() === 'desc'
  if (key === 'id' && !descending) return users
  const direction = descending ? -1 : 1
  return users
    .map((user) => ({ user, value: attributesOf(user)(key)[0] ?? '' }))
    .sort((a, b) => direction * (a.value < b.value ? -1 : a.value > b.value ? 1 : 0))
    .map(({ user }) => user)
}

/** By id; the order of a directory is kept for the next page as long as it is of the same people. */
function createOrdering(): (users: readonly User[]) => readonly User[] {
  let known: { people: Set<User>; ordered: readonly User[] } = { people: new Set(), ordered: [] }
  return (users) => {
    const same = users.length === known.ordered.length && users.every((user) => known.people.has(user))
    if (!same) known = { people: new Set(users), ordered: users.toSorted((a, b) => (a.id < b.id ? -1 : 1)) }
    return known.ordered
  }
}
