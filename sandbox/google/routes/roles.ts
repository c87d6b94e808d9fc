import type { FastifyInstance } from 'fastify'
import type { Google } from '../context.ts'
import { GoogleRefusal, notFound } from '../errors.ts'
import { pageOf } from '../paging.ts'
import { assignmentsOf, isSuper } from '../rights.ts'
import { roles } from '../roles.ts'

const base = '/admin/directory/v1/customer/:customer'
const scopes = ['admin.directory.rolemanagement.readonly', 'admin.directory.rolemanagement'] as const

export function addRoleRoutes(app: FastifyInstance, google: Google): void {
  app.get<{ Querystring: Record<string, string | undefined> }>(`${base}/roleassignments`, async (request) => {
    const caller = await google.authorize(request, ...scopes)
    if (!isSuper(google.directory, caller.user)) throw new GoogleRefusal('forbidden')
    const { userKey, roleId, includeIndirectRoleAssignments } = request.query
    const indirect = includeIndirectRoleAssignments === 'true'
    if (indirect && userKey === undefined) throw new GoogleRefusal('invalid', 'Invalid Input: userKey')
    const held =
      userKey === undefined ? caller.seen.assignments : assignmentsOf(caller.seen, userKey, indirect)
    const shown = held
      .filter((each) => roleId === undefined || each.roleId === roleId)
      .map((each) => ({ kind: 'admin#directory#roleAssignment', ...each, scopeType: 'CUSTOMER' }))
    const page = pageOf(shown, request.query, { usual: 100, most: 200 }, 'items')
    return { kind: 'admin#directory#roleAssignments', ...page }
  })

  app.get<{ Params: { role: string } }>(`${base}/roles/:role`, async (request) => {
    const caller = await google.authorize(request, ...scopes)
    if (!isSuper(google.directory, caller.user)) throw new GoogleRefusal('forbidden')
    const role = roles.find(({ roleId }) => roleId === request.params.role)
    if (!role) throw notFound('resourceId')
    const { privileges, ...shown } = role
    return {
      kind: 'admin#directory#role',
      ...shown,
      rolePrivileges: privileges.map((privilegeName) => ({ privilegeName, serviceId: '00haapch16h1ysv' })),
    }
  })
}
