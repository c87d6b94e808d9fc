import type { FastifyInstance } from 'fastify'
import { type Caller, findUser, type Okta } from '../context.ts'
import { OktaRefusal } from '../errors.ts'
import { limitOf, pageOf } from '../paging.ts'
import { renderRole } from '../render.ts'
import { type HeldRole, holds, rolesOf } from '../rights.ts'
import { findGroup } from './groups.ts'

export function addRoleRoutes(app: FastifyInstance, okta: Okta): void {
  const assertMaySeeRoles = (caller: Caller) => {
    if (!holds(okta.directory, caller.user, 'see_roles')) throw new OktaRefusal('E0000006')
  }

  app.get<{ Params: { user: string } }>('/api/v1/users/:user/roles', async (request) => {
    const caller = await okta.authorize(request, 'okta.roles.read')
    assertMaySeeRoles(caller)
    const user = findUser(caller, request.params.user)
    return rolesOf(caller.seen, user).map((role) => renderRole(role, user.created, okta.base))
  })

  app.get<{ Params: { group: string } }>('/api/v1/groups/:group/roles', async (request) => {
    const caller = await okta.authorize(request, 'okta.roles.read')
    assertMaySeeRoles(caller)
    const group = findGroup(caller, request.params.group)
    return group.roles
      .map((type): HeldRole => ({ type, assignmentType: 'GROUP', holder: group.id }))
      .map((role) => renderRole(role, group.created, okta.base))
  })

  app.get<{ Querystring: { limit?: string } }>('/api/v1/iam/assignees/users', async (request, reply) => {
    const caller = await okta.authorize(request, 'okta.roles.read')
    assertMaySeeRoles(caller)
    const through = new Set(
      caller.seen.groups.flatMap((group) => (group.roles.length > 0 ? group.members : [])),
    )
    const admins = caller.seen.users
      .filter((user) => user.roles.length > 0 || through.has(user.id))
      .toSorted((a, b) => (a.id < b.id ? -1 : 1))
    const page = pageOf({ request, reply, base: okta.base }, admins, {
      limit: limitOf(request.query.limit, 100, 100),
      key: (user) => user.id,
    })
    const value = page.items.map(({ id }) => ({
      id,
      orn: `orn:okta:directory:sandbox:users:${id}`,
      _links: {
        self: { href: `${okta.base}/api/v1/users/${id}` },
        roles: { href: `${okta.base}/api/v1/users/${id}/roles` },
      },
    }))
    return { value, _links: page.next ? { next: { href: page.next } } : {} }
  })
}
