import { randomInt } from 'node:crypto'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { findUser, type Google } from '../context.ts'
import { GoogleRefusal, notFound } from '../errors.ts'
import type { EventName } from '../activity.ts'
import type { User } from '../model.ts'
import { assertMayChange } from '../rights.ts'

interface ByUser {
  Params: { user: string; client: string }
}
const base = '/admin/directory/v1/users/:user'

export function addSecurityRoutes(app: FastifyInstance, google: Google): void {
  const begin = async (request: FastifyRequest<ByUser>) => {
    const caller = await google.authorize(request, 'admin.directory.user.security')
    const user = findUser(request.method === 'GET' ? caller.seen : google.directory, request.params.user)
    assertMayChange(google.directory, caller.user, 'USER_SECURITY_ALL', user)
    return { caller, user }
  }
  const event = (name: EventName, user: User, more: Record<string, string> = {}) => [
    { name, parameters: { USER_EMAIL: user.primaryEmail, ...more } },
  ]

  app.post<ByUser>(`${base}/signOut`, async (request, reply) => {
    const { caller, user } = await begin(request)
    google.write(caller, () => google.endSessions(user), event('RESET_SIGNIN_COOKIES', user))
    return reply.code(204).send()
  })

  app.post<ByUser>(`${base}/twoStepVerification/turnOff`, async (request, reply) => {
    const { caller, user } = await begin(request)
    if (!user.isEnrolledIn2Sv || user.isEnforcedIn2Sv || user.suspended) {
      throw new GoogleRefusal('invalid', 'Invalid Input: 2-step verification cannot be turned off')
    }
    const change = () => {
      user.isEnrolledIn2Sv = false
      user.codes = []
    }
    google.write(caller, change, event('TURN_OFF_2_STEP_VERIFICATION', user))
    return reply.code(204).send()
  })

  app.get<ByUser>(`${base}/verificationCodes`, async (request) => {
    const { user } = await begin(request)
    const items = user.codes.map((verificationCode) => ({
      kind: 'admin#directory#verificationCode',
      userId: user.id,
      verificationCode,
    }))
    return { kind: 'admin#directory#verificationCodesList', ...(items.length > 0 && { items }) }
  })

  app.post<ByUser>(`${base}/verificationCodes/generate`, async (request, reply) => {
    const { caller, user } = await begin(request)
    if (user.suspended) throw new GoogleRefusal('invalid', 'Invalid Input: the user is suspended')
    const change = () => {
      user.codes = Array.from({ length: 10 }, () => String(randomInt(10_000_000, 100_000_000)))
    }
    google.write(caller, change, event('GENERATE_2SV_SCRATCH_CODES', user))
    return reply.code(204).send()
  })

  app.get<ByUser>(`${base}/tokens`, async (request) => {
    const { user } = await begin(request)
    const items = user.tokens.map((token) => ({
      kind: 'admin#directory#token',
      ...token,
      userKey: user.id,
      anonymous: false,
      nativeApp: false,
    }))
    return { kind: 'admin#directory#tokenList', ...(items.length > 0 && { items }) }
  })

  app.delete<ByUser>(`${base}/tokens/:client`, async (request, reply) => {
    const { caller, user } = await begin(request)
    const { client } = request.params
    if (!user.tokens.some((token) => token.clientId === client)) throw notFound('clientId')
    const change = () => {
      user.tokens = user.tokens.filter((token) => token.clientId !== client)
    }
    google.write(caller, change, event('REVOKE_3LO_TOKEN', user, { APP_ID: client }))
    return reply.code(204).send()
  })
}
