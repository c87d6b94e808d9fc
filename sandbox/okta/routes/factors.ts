import type { FastifyInstance } from 'fastify'
import { findUser, moment, type Okta } from '../context.ts'
import { notFound } from '../errors.ts'
import { userParty } from '../log.ts'
import type { Factor } from '../model.ts'
import { assertMayChange } from '../rights.ts'

const isOktaVerify = (factor: Factor) =>
  factor.provider === 'OKTA' && ['push', 'signed_nonce', 'token:software:totp'].includes(factor.factorType)

export function addFactorRoutes(app: FastifyInstance, okta: Okta): void {
  app.delete<{ Params: { user: string; factor: string } }>(
    '/api/v1/users/:user/factors/:factor',
    async (request, reply) => {
      const caller = await okta.authorize(request, 'okta.users.manage')
      const user = findUser(caller, request.params.user)
      assertMayChange(okta.directory, caller.user, 'reset_credentials', user)
      const factor = user.factors.find((candidate) => candidate.id === request.params.factor)
      if (!factor || user.status === 'DEPROVISIONED') throw notFound(request.params.factor, 'UserFactor')
      // Removing push takes all of Okta Verify with it.
      const whole = factor.factorType === 'push' || factor.factorType === 'signed_nonce'
      const gone = user.factors.filter((other) => other === factor || (whole && isOktaVerify(other)))
      const change = () => {
        user.factors = user.factors.filter((other) => !gone.includes(other))
        user.lastUpdated = moment(okta)
      }
      const events = gone.map((other) => ({
        type: 'user.mfa.factor.deactivate' as const,
        targets: [userParty(user)],
        reason: `User reset ${other.factorType.toUpperCase()} factor`,
      }))
      okta.write(caller, change, events)
      return reply.code(204).send()
    },
  )

  app.post<{ Params: { user: string } }>('/api/v1/users/:user/lifecycle/reset_factors', async (request) => {
    const caller = await okta.authorize(request, 'okta.users.manage')
    const user = findUser(caller, request.params.user)
    assertMayChange(okta.directory, caller.user, 'reset_credentials', user)
    if (user.status === 'DEPROVISIONED') throw notFound(user.id, 'User')
    const change = () => {
      user.factors = []
      user.lastUpdated = moment(okta)
    }
    okta.write(caller, change, [{ type: 'user.mfa.factor.reset_all', targets: [userParty(user)] }])
    return {}
  })

  app.delete<{ Params: { user: string }; Querystring: { oauthTokens?: string } }>(
    '/api/v1/users/:user/sessions',
    async (request, reply) => {
      const caller = await okta.authorize(request, 'okta.users.manage')
      const user = findUser(caller, request.params.user)
      assertMayChange(okta.directory, caller.user, 'clear_sessions', user)
      const change = () => {
        okta.revokeSessions(user)
        if (request.query.oauthTokens === 'true') okta.revokeTokens(user)
      }
      okta.write(caller, change, [{ type: 'user.session.clear', targets: [userParty(user)] }])
      return reply.code(204).send()
    },
  )
}
