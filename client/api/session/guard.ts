import type { RouteOptions } from 'fastify'
import { DexError } from '#contract/error.ts'
import { type App } from '../app.ts'
import { type Access, authorization } from '../authorization.ts'
import type { ApiDeps } from '../deps.ts'
import { assertRunsInstallation } from './installation.ts'
import { authenticate } from './authenticate.ts'

const methodsOf = (route: Pick<RouteOptions, 'method'>): string[] => [route.method].flat()

/** Access of one route. Throws when the table does not name it, or names its methods differently. */
export function accessOf(route: Pick<RouteOptions, 'method' | 'url'>): Access {
  const entries = methodsOf(route).map((method) => authorization[`${method} ${route.url}`])
  const access = entries[0]
  if (!access || entries.some((entry) => JSON.stringify(entry) !== JSON.stringify(access))) {
    throw new DexError(
      'internal',
      `the route \`${methodsOf(route).join(' ')} ${route.url}\` has no line in the table`,
    )
  }
  return access
}

/** Holds every route against the table: at registration that it is there, at each call who may. */
export function addGuard(app: App, deps: ApiDeps): void {
  app.decorateRequest('caller', null)
  app.addHook('onRoute', (route) => {
    route.config = { ...route.config, access: accessOf(route) }
  })
  app.addHook('onRequest', async (request, reply) => {
    const access = request.routeOptions.config.access
    if (!access || access.sessions === null) return
    const caller = await authenticate(deps, request)
    if (!caller || !access.sessions.includes(caller.kind)) {
      if (access.redirects && !caller) {
        return reply.redirect(`/auth/login?${new URLSearchParams({ returnTo: request.url })}`)
      }
      throw new DexError(caller ? 'forbidden' : 'unauthenticated')
    }
    // Before the roles: a refusal is on record with who was refused.
    request.caller = caller
    if (access.roles !== null && !access.roles.some((role) => caller.roles.includes(role))) {
      throw new DexError('forbidden')
    }
    if (access.installation) await assertRunsInstallation(deps, caller)
  })
}
