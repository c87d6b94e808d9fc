import type { FastifyInstance, RawServerDefault } from 'fastify'
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { FastifyBaseLogger } from 'fastify'
import type { ZodTypeProvider } from 'fastify-type-provider-zod'
import type { ZodType } from 'zod'
import type { TenantId } from '#contract/ids.ts'
import type { Access } from './authorization.ts'
import type { Caller } from './session/caller.ts'

/** What routes are added to: handlers see what the zod schemas parsed to. */
export type App = FastifyInstance<
  RawServerDefault,
  IncomingMessage,
  ServerResponse,
  FastifyBaseLogger,
  ZodTypeProvider
>

declare module 'fastify' {
  interface FastifyRequest {
    /** Who is signed in; null on routes that are open to all. */
    caller: Caller | null
    /** Whose door somebody knocks at who is not signed in; null until it is known. */
    attempted: TenantId | null
  }
  interface FastifyContextConfig {
    access?: Access
    /** Counted against `limits.signInPerMinute` or `limits.decisionsPerMinute`. */
    limited?: 'signIn' | 'decisions'
    /** Of a route that parses the body itself, for OpenAPI. */
    documentedBody?: ZodType
  }
}
