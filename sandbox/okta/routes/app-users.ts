import type { FastifyInstance } from 'fastify'
import { scopeOf } from '../assignments.ts'
import { type Caller, findUser, moment, type Okta } from '../context.ts'
import { notFound, OktaRefusal } from '../errors.ts'
import { appParty, userParty } from '../log.ts'
import { renderAppUser } from '../render-app.ts'
import { holds } from '../rights.ts'
import { findApp } from './apps.ts'

/** Giving and taking back an application. */
export function addAppUserRoutes(app: FastifyInstance, okta: Okta): void {
  const assertMayAssign = (caller: Caller) => {
    if (!holds(okta.directory, caller.user, 'assign_apps')) throw new OktaRefusal('E0000006')
  }

  app.post<{ Params: { app: string } }>('/api/v1/apps/:app/users', async (request) => {
    const caller = await okta.authorize(request, 'okta.apps.manage')
    assertMayAssign(caller)
    const found = findApp(caller, request.params.app)
    const body = (request.body ?? {}) as { id?: unknown; credentials?: { userName?: unknown } }
    if (typeof body.id !== 'string') throw new OktaRefusal('E0000001', { causes: ['id: required'] })
    const user = findUser(caller, body.id)
    if (user.status === 'DEPROVISIONED') throw new OktaRefusal('E0000117')
    const now = moment(okta)
    const standing = found.assigned.find((assignment) => assignment.user === user.id)
    const { userName } = body.credentials ?? {}
    const assignment = {
      user: user.id,
      userName: typeof userName === 'string' ? userName : (user.profile['login'] ?? user.id),
      created: standing?.created ?? now,
      lastUpdated: now,
    }
    const change = () => {
      found.assigned = [...found.assigned.filter((other) => other !== standing), assignment]
    }
    // An upsert: sent again it is 200, and leaves no second event.
    const type = 'application.user_membership.add' as const
    okta.write(caller, change, standing ? [] : [{ type, targets: [userParty(user), appParty(found)] }])
    return renderAppUser(okta.directory, found, user, okta.base)
  })

  app.delete<{ Params: { app: string; user: string } }>(
    '/api/v1/apps/:app/users/:user',
    async (request, reply) => {
      const caller = await okta.authorize(request, 'okta.apps.manage')
      assertMayAssign(caller)
      const found = findApp(caller, request.params.app)
      const user = findUser(caller, request.params.user)
      const scope = scopeOf(okta.directory, found, user.id)
      if (scope === null) throw notFound(user.id, 'AppUser')
      if (scope === 'GROUP') throw new OktaRefusal('E0000107')
      const change = () => {
        found.assigned = found.assigned.filter((other) => other.user !== user.id)
      }
      const type = 'application.user_membership.remove' as const
      okta.write(caller, change, [{ type, targets: [userParty(user), appParty(found)] }])
      return reply.code(204).send()
    },
  )
}
