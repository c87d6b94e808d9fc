import swagger from '@fastify/swagger'
import { jsonSchemaTransform, jsonSchemaTransformObject } from 'fastify-type-provider-zod'
import type { App } from './app.ts'
import { sessionCookie } from './session/token.ts'

type Document = ReturnType<typeof jsonSchemaTransformObject>

/** Refusals are of a media type of their own (RFC 9457), which the schemas of routes cannot say for a whole class. */
function asProblems(document: Document): Document {
  for (const item of Object.values(document.paths ?? {})) {
    for (const operation of Object.values(item ?? {}) as { responses?: Record<string, unknown> }[]) {
      for (const status of ['4XX', '5XX']) {
        const response = operation.responses?.[status] as { content?: Record<string, unknown> } | undefined
        const problem = response?.content?.['application/json']
        if (response && problem) response.content = { 'application/problem+json': problem }
      }
    }
  }
  return document
}

/** OpenAPI 3.1, made from the schemas that validate. */
export async function addOpenApi(app: App): Promise<void> {
  await app.register(swagger, {
    openapi: {
      openapi: '3.1.0',
      info: {
        title: 'Dex',
        version: '1',
        description:
          'Errors are problem documents (RFC 9457) with a stable `code`; each has a page in docs/errors/.',
      },
      components: {
        securitySchemes: {
          session: { type: 'apiKey', in: 'cookie', name: sessionCookie },
          cli: { type: 'http', scheme: 'bearer' },
        },
      },
    },
    transform: (document) => {
      const body = document.route.config?.documentedBody
      const transformed = jsonSchemaTransform(
        body === undefined ? document : { ...document, schema: { ...document.schema, body } },
      )
      const signedIn = document.route.config?.access?.sessions ?? null
      if (signedIn === null || typeof transformed.schema !== 'object') return transformed
      return { ...transformed, schema: { ...transformed.schema, security: [{ session: [] }, { cli: [] }] } }
    },
    transformObject: (document) => asProblems(jsonSchemaTransformObject(document)),
  })
  app.get('/api/openapi.json', { schema: { hide: true } }, async (_request, reply) =>
    reply.send(app.swagger()),
  )
}
