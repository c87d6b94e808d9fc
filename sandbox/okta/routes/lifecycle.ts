import { randomBytes } from 'node:crypto'
import type { FastifyInstance } from 'fastify'
import { type Caller, findUser, moment, type Okta } from '../context.ts'
import { leaveApps } from '../assignments.ts'
import { OktaRefusal } from '../errors.ts'
import { applyStatus, type Operation, operations } from '../lifecycle.ts'
import { userParty } from '../log.ts'
import type { User } from '../model.ts'
import { renderUser } from '../render.ts'
import { assertMayChange } from '../rights.ts'

interface Call {
  Params: { user: string }
  Querystring: { sendEmail?: string; revokeSessions?: string }
}

export function addLifecycleRoutes(app: FastifyInstance, okta: Okta): void {
  const run = (caller: Caller, key: string, operation: Operation, debug?: Record<string, string>): User => {
    const user = findUser(caller, key)
    assertMayChange(okta.directory, caller.user, operation.right, user)
    const next = operation.next(user)
    const event = { type: operation.event, targets: [userParty(user)], ...(debug ? { debug } : {}) }
    const left = next === 'DEPROVISIONED' ? leaveApps(okta, user) : null
    const change = () => {
      left?.change()
      applyStatus(user, next, moment(okta))
    }
    okta.write(caller, change, [event, ...(left?.events ?? [])])
    if (next === 'DEPROVISIONED' || next === 'SUSPENDED') {
      okta.revokeSessions(user)
      okta.revokeTokens(user)
    }
    return user
  }
  const named = (name: string): Operation => operations[name] as Operation

  for (const name of ['deactivate', 'suspend', 'unsuspend', 'unlock']) {
    app.post<Call>(`/api/v1/users/:user/lifecycle/${name}`, async (request) => {
      run(await okta.authorize(request, 'okta.users.manage'), request.params.user, named(name))
      return {}
    })
  }

  // The vendor's defaults differ: activating mails, reactivating does not.
  for (const [name, mails] of [
    ['activate', true],
    ['reactivate', false],
  ] as const) {
    app.post<Call>(`/api/v1/users/:user/lifecycle/${name}`, async (request) => {
      const caller = await okta.authorize(request, 'okta.users.manage')
      run(caller, request.params.user, named(name))
      if ((request.query.sendEmail ?? String(mails)) !== 'false') return {}
      const activationToken = randomBytes(15).toString('base64url')
      return { activationUrl: `${okta.base}/welcome/${activationToken}`, activationToken }
    })
  }

  app.post<Call>('/api/v1/users/:user/lifecycle/reset_password', async (request) => {
    const caller = await okta.authorize(request, 'okta.users.manage')
    const { sendEmail, revokeSessions } = request.query
    if (sendEmail === undefined) throw new OktaRefusal('E0000001', { causes: ['sendEmail: required'] })
    const user = run(caller, request.params.user, named('reset_password'), { is_self_initiated: 'false' })
    if (revokeSessions === 'true') okta.revokeSessions(user)
    return sendEmail === 'false'
      ? { resetPasswordUrl: `${okta.base}/signin/reset-password/${randomBytes(15).toString('base64url')}` }
      : {}
  })

  app.post<Call>('/api/v1/users/:user/lifecycle/expire_password', async (request) => {
    const caller = await okta.authorize(request, 'okta.users.manage')
    const user = run(caller, request.params.user, named('expire_password'), { temp_password_set: 'false' })
    return renderUser(user, okta.base, true)
  })

  app.post<Call>('/api/v1/users/:user/lifecycle/expire_password_with_temp_password', async (request) => {
    const caller = await okta.authorize(request, 'okta.users.manage')
    const user = run(caller, request.params.user, named('expire_password'), { temp_password_set: 'true' })
    if (request.query.revokeSessions === 'true') okta.revokeSessions(user)
    return { tempPassword: randomBytes(9).toString('base64url') }
  })
}
