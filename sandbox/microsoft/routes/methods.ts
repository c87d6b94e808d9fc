import type { FastifyInstance } from 'fastify'
import { z } from 'zod'
import { findUser, type Microsoft } from '../context.ts'
import { GraphRefusal } from '../errors.ts'
import { freshGuid } from '../ids.ts'
import type { Method } from '../model.ts'
import { renderMethods, typed } from '../render.ts'
import { assertHolds, assertMayTouch } from '../rights.ts'

interface ById {
  Params: { id: string }
}

/** The typed collections that delete, each with its scope. */
const collections: Readonly<Record<string, { type: Method['type']; scope: string }>> = {
  phoneMethods: { type: 'phone', scope: 'UserAuthMethod-Phone.ReadWrite.All' },
  microsoftAuthenticatorMethods: {
    type: 'microsoftAuthenticator',
    scope: 'UserAuthMethod-MicrosoftAuthApp.ReadWrite.All',
  },
  fido2Methods: { type: 'fido2', scope: 'UserAuthMethod-Passkey.ReadWrite.All' },
  softwareOathMethods: { type: 'softwareOath', scope: 'UserAuthMethod-SoftwareOATH.ReadWrite.All' },
  temporaryAccessPassMethods: { type: 'temporaryAccessPass', scope: 'UserAuthMethod-TAP.ReadWrite.All' },
}

const every = 'UserAuthenticationMethod.ReadWrite.All'

// This back end spells its codes in its own way.
const refuse = (status: number, code: string, message: string) => new GraphRefusal(status, code, message)

const Pass = z.strictObject({
  lifetimeInMinutes: z.int().min(10).max(43_200).default(60),
  isUsableOnce: z.boolean().default(false),
  startDateTime: z.string().optional(),
})

export function addMethodRoutes(app: FastifyInstance, microsoft: Microsoft): void {
  app.get<ById>('/v1.0/users/:id/authentication/methods', async (request) => {
    const caller = await microsoft.authorize(request, 'UserAuthenticationMethod.Read.All')
    const user = findUser(caller.seen, request.params.id)
    assertHolds(microsoft.directory, caller.user, 'see_methods')
    const query = request.query as Record<string, unknown>
    if (query.$select !== undefined || query.$filter !== undefined)
      throw refuse(400, 'badRequest', 'Query options are not allowed here.')
    return { '@odata.context': `${microsoft.base}/v1.0/$metadata#methods`, value: renderMethods(user) }
  })

  for (const [name, { type, scope }] of Object.entries(collections)) {
    app.delete<{ Params: { id: string; method: string } }>(
      `/v1.0/users/:id/authentication/${name}/:method`,
      async (request, reply) => {
        const caller = await microsoft.authorize(request, scope, every)
        const user = findUser(microsoft.directory, request.params.id)
        assertMayTouch(microsoft.directory, caller.user, 'methods', user)
        const method = user.methods.find((each) => each.id === request.params.method && each.type === type)
        if (!method) throw refuse(404, 'resourceNotFound', 'The requested method does not exist.')
        const others = user.methods.filter((each) => each !== method && each.type !== 'temporaryAccessPass')
        if (user.defaultMethod === method.id && others.length > 0)
          throw refuse(400, 'badRequest', 'Cannot delete default method with other methods configured.')
        const change = () => {
          user.methods = user.methods.filter((each) => each !== method)
          if (user.defaultMethod === method.id) user.defaultMethod = null
        }
        microsoft.write(caller, change, { activity: 'Admin deleted security info', users: [user] })
        return reply.code(204).send()
      },
    )
  }

  app.post<ById>('/v1.0/users/:id/authentication/temporaryAccessPassMethods', async (request, reply) => {
    const caller = await microsoft.authorize(request, 'UserAuthMethod-TAP.ReadWrite.All', every)
    const user = findUser(microsoft.directory, request.params.id)
    assertMayTouch(microsoft.directory, caller.user, 'methods', user)
    const parsed = Pass.safeParse(request.body ?? {})
    if (!parsed.success) throw refuse(400, 'badRequest', 'The lifetime is out of range.')
    const at = microsoft.moment()
    const pass: Method = {
      id: freshGuid(),
      type: 'temporaryAccessPass',
      createdDateTime: at,
      shown: {
        temporaryAccessPass: null,
        startDateTime: parsed.data.startDateTime ?? at,
        lifetimeInMinutes: parsed.data.lifetimeInMinutes,
        isUsableOnce: parsed.data.isUsableOnce,
        isUsable: true,
        methodUsabilityReason: 'EnabledByPolicy',
      },
    }
    // A new one takes the place of one that stands.
    const change = () => {
      user.methods = [...user.methods.filter((each) => each.type !== 'temporaryAccessPass'), pass]
    }
    microsoft.write(caller, change, { activity: 'Admin registered security info', users: [user] })
    const { id, createdDateTime, shown } = pass
    const secret = { ...shown, temporaryAccessPass: freshGuid().slice(0, 8) }
    return reply
      .code(201)
      .send(typed('temporaryAccessPassAuthenticationMethod', { id, createdDateTime, ...secret }))
  })
}
