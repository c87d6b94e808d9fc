import type { FastifyInstance } from 'fastify'
import type { Okta } from '../context.ts'
import { notFound, OktaRefusal } from '../errors.ts'
import { holds } from '../rights.ts'

/** The one user type there is: which attributes of their own profiles people may set. */
export function addSchemaRoutes(app: FastifyInstance, okta: Okta): void {
  app.get<{ Params: { schema: string } }>('/api/v1/meta/schemas/user/:schema', async (request) => {
    const caller = await okta.authorize(request, 'okta.schemas.read')
    if (!holds(okta.directory, caller.user, 'see_schema')) throw new OktaRefusal('E0000006')
    const { schema: id } = request.params
    if (id !== 'default') throw notFound(id, 'UserSchema')
    const properties = caller.seen.schema.map(({ id: name, self }): [string, object] => [
      name,
      { title: name, type: 'string', scope: 'NONE', permissions: [{ principal: 'SELF', action: self }] },
    ])
    return {
      id: `${okta.base}/meta/schemas/user/default`,
      $schema: 'http://json-schema.org/draft-04/schema#',
      name: 'user',
      title: 'User',
      type: 'object',
      definitions: {
        base: {
          id: '#base',
          type: 'object',
          properties: Object.fromEntries(properties),
          required: ['login', 'firstName', 'lastName'],
        },
        custom: { id: '#custom', type: 'object', properties: {}, required: [] },
      },
    }
  })
}
