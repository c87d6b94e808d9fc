import type { FastifyInstance } from 'fastify'
import { findUser, moment, type Okta } from '../context.ts'
import { leaveApps } from '../assignments.ts'
import { applyStatus } from '../lifecycle.ts'
import { userParty } from '../log.ts'
import { assertMayChange } from '../rights.ts'

/** The first call deactivates, the second erases for good. */
export function addUserDeleteRoute(app: FastifyInstance, okta: Okta): void {
  app.delete<{ Params: { user: string } }>('/api/v1/users/:user', async (request, reply) => {
    const caller = await okta.authorize(request, 'okta.users.manage')
    const user = findUser(caller, request.params.user)
    assertMayChange(okta.directory, caller.user, 'lifecycle', user)
    const targets = [userParty(user)]
    if (user.status !== 'DEPROVISIONED') {
      const left = leaveApps(okta, user)
      const change = () => {
        left.change()
        applyStatus(user, 'DEPROVISIONED', moment(okta))
      }
      okta.write(caller, change, [{ type: 'user.lifecycle.deactivate', targets }, ...left.events])
    } else {
      const { directory } = okta
      const change = () => {
        directory.users = directory.users.filter((other) => other.id !== user.id)
        for (const group of directory.groups) group.members = group.members.filter((id) => id !== user.id)
      }
      okta.write(caller, change, [
        { type: 'user.lifecycle.delete.initiated', targets },
        { type: 'user.lifecycle.delete.completed', targets },
      ])
    }
    okta.revokeSessions(user)
    okta.revokeTokens(user)
    return reply.code(204).send()
  })
}
