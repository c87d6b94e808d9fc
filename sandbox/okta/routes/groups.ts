import type { FastifyInstance } from 'fastify'
import { type Caller, findUser, moment, type Okta } from '../context.ts'
import { notFound, OktaRefusal } from '../errors.ts'
import { groupParty, userParty } from '../log.ts'
import type { Group } from '../model.ts'
import { limitOf, pageOf } from '../paging.ts'
import { renderGroup, renderUser } from '../render.ts'
import { assertMayChangeMembers, holds } from '../rights.ts'
import { groupFilter, groupSearch } from '../scim/dialects.ts'
import { attributesOf, matches } from '../scim/evaluate.ts'
import { parseExpression } from '../scim/parse.ts'

type Query = Record<'q' | 'search' | 'filter' | 'limit' | 'expand', string | undefined>
interface ByMember {
  Params: { group: string; user: string }
}

export function addGroupRoutes(app: FastifyInstance, okta: Okta): void {
  const assertMaySeeGroups = (caller: Caller) => {
    if (!holds(okta.directory, caller.user, 'see_groups')) throw new OktaRefusal('E0000006')
  }

  app.get<{ Querystring: Query }>('/api/v1/groups', async (request, reply) => {
    const caller = await okta.authorize(request, 'okta.groups.read')
    assertMaySeeGroups(caller)
    const found = chosen(caller.seen.groups, request.query).toSorted((a, b) => (a.id < b.id ? -1 : 1))
    const page = pageOf({ request, reply, base: okta.base }, found, {
      limit: limitOf(request.query.limit, request.query.q === undefined ? 10_000 : 300, 10_000),
      key: (group) => group.id,
    })
    return page.items.map((group) =>
      renderGroup(group, okta.base, request.query.expand === 'stats' ? caller.seen : null),
    )
  })

  app.get<{ Params: { group: string } }>('/api/v1/groups/:group', async (request) => {
    const caller = await okta.authorize(request, 'okta.groups.read')
    assertMaySeeGroups(caller)
    return renderGroup(findGroup(caller, request.params.group), okta.base, null)
  })

  app.get<{ Params: { group: string }; Querystring: Query }>(
    '/api/v1/groups/:group/users',
    async (request, reply) => {
      const caller = await okta.authorize(request, 'okta.groups.read')
      assertMaySeeGroups(caller)
      const group = findGroup(caller, request.params.group)
      const ids = new Set(group.members)
      const members = caller.seen.users
        .filter((user) => ids.has(user.id))
        .toSorted((a, b) => (a.id < b.id ? -1 : 1))
      const page = pageOf({ request, reply, base: okta.base }, members, {
        limit: limitOf(request.query.limit, 1_000, 1_000),
        key: (user) => user.id,
      })
      return page.items.map((user) => renderUser(user, okta.base, false))
    },
  )

  for (const method of ['PUT', 'DELETE'] as const) {
    app.route<ByMember>({
      method,
      url: '/api/v1/groups/:group/users/:user',
      async handler(request, reply) {
        const caller = await okta.authorize(request, 'okta.groups.manage')
        const group = findGroup(caller, request.params.group)
        const user = findUser(caller, request.params.user)
        assertMayChangeMembers(okta.directory, caller.user, group)
        if (group.type !== 'OKTA_GROUP') {
          throw new OktaRefusal('E0000001', { causes: ['Only groups of type OKTA_GROUP can be changed'] })
        }
        const adding = method === 'PUT'
        // Sent again it stays 204 and leaves no second event.
        if (group.members.includes(user.id) !== adding) {
          const change = () => {
            group.members = adding
              ? [...group.members, user.id]
              : group.members.filter((id) => id !== user.id)
            group.lastMembershipUpdated = moment(okta)
          }
          const type = adding ? 'group.user_membership.add' : 'group.user_membership.remove'
          okta.write(caller, change, [{ type, targets: [userParty(user), groupParty(group)] }])
        }
        return reply.code(204).send()
      },
    })
  }
}

export function findGroup(caller: Caller, id: string): Group {
  const group = caller.seen.groups.find((candidate) => candidate.id === id)
  if (!group) throw notFound(id, 'UserGroup')
  return group
}

function chosen(groups: readonly Group[], query: Query): readonly Group[] {
  if (query.search !== undefined && query.filter !== undefined) throw new OktaRefusal('E0000033')
  const { q, search } = query
  const text = search ?? query.filter
  if (text !== undefined) {
    const expression = parseExpression(text, search === undefined ? groupFilter : groupSearch)
    return groups.filter((group) => {
      const profile = { name: group.name, description: group.description }
      return matches(expression, attributesOf({ ...group, profile }), search === undefined)
    })
  }
  if (q === undefined) return groups
  return groups.filter((group) => group.name.toLowerCase().startsWith(q.toLowerCase()))
}
