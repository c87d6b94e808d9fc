import type { FastifyInstance } from 'fastify'
import type { App } from '../apps.ts'
import { scopeOf, usersOf } from '../assignments.ts'
import { assertMaySee, type Caller, findUser, type Okta } from '../context.ts'
import { notFound, OktaRefusal } from '../errors.ts'
import { limitOf, pageOf } from '../paging.ts'
import { renderApp, renderAppLink, renderAppUser } from '../render-app.ts'
import { holds } from '../rights.ts'
import { appFilter } from '../scim/dialects.ts'
import { matches } from '../scim/evaluate.ts'
import { parseExpression } from '../scim/parse.ts'

type Query = Record<'q' | 'filter' | 'limit' | 'expand', string | undefined>

export function assertMaySeeApps(okta: Okta, caller: Caller): void {
  if (!holds(okta.directory, caller.user, 'see_apps')) throw new OktaRefusal('E0000006')
}

export function findApp(caller: Caller, id: string): App {
  const app = caller.seen.apps.find((candidate) => candidate.id === id)
  if (!app) throw notFound(id, 'AppInstance')
  return app
}

/** Looking at applications and at who has them. */
export function addAppRoutes(app: FastifyInstance, okta: Okta): void {
  app.get<{ Querystring: Query }>('/api/v1/apps', async (request, reply) => {
    const caller = await okta.authorize(request, 'okta.apps.read')
    assertMaySeeApps(okta, caller)
    const found = chosen(caller, request.query).toSorted((a, b) => (a.id < b.id ? -1 : 1))
    const page = pageOf({ request, reply, base: okta.base }, found, {
      limit: limitOf(request.query.limit, 20, 200),
      key: (each) => each.id,
    })
    return page.items.map((each) => renderApp(each, okta.base))
  })

  app.get<{ Params: { app: string } }>('/api/v1/apps/:app', async (request) => {
    const caller = await okta.authorize(request, 'okta.apps.read')
    assertMaySeeApps(okta, caller)
    return renderApp(findApp(caller, request.params.app), okta.base)
  })

  app.get<{ Params: { app: string }; Querystring: Query }>(
    '/api/v1/apps/:app/users',
    async (request, reply) => {
      const caller = await okta.authorize(request, 'okta.apps.read')
      assertMaySeeApps(okta, caller)
      const found = findApp(caller, request.params.app)
      const start = request.query.q?.toLowerCase() ?? ''
      const having = usersOf(caller.seen, found)
      const users = caller.seen.users
        .filter((user) => having.has(user.id))
        .filter(({ profile: { login, firstName, lastName, email } }) =>
          [login, firstName, lastName, email].some((value) => value?.toLowerCase().startsWith(start)),
        )
        .toSorted((a, b) => (a.id < b.id ? -1 : 1))
      const page = pageOf({ request, reply, base: okta.base }, users, {
        limit: limitOf(request.query.limit, 50, 500),
        key: (user) => user.id,
      })
      return page.items.map((user) => renderAppUser(caller.seen, found, user, okta.base))
    },
  )

  app.get<{ Params: { app: string; user: string } }>('/api/v1/apps/:app/users/:user', async (request) => {
    const caller = await okta.authorize(request, 'okta.apps.read')
    assertMaySeeApps(okta, caller)
    const found = findApp(caller, request.params.app)
    const user = findUser(caller, request.params.user)
    if (scopeOf(caller.seen, found, user.id) === null) throw notFound(user.id, 'AppUser')
    return renderAppUser(caller.seen, found, user, okta.base)
  })

  app.get<{ Params: { user: string } }>('/api/v1/users/:user/appLinks', async (request) => {
    const caller = await okta.authorize(request, 'okta.users.read')
    assertMaySee(okta, caller, 'see_users', request.params.user)
    const user = findUser(caller, request.params.user)
    return caller.seen.apps
      .filter((each) => scopeOf(caller.seen, each, user.id) !== null)
      .map((each) => renderAppLink(each, user, okta.base))
  })
}

function chosen(caller: Caller, { q, filter }: Query): readonly App[] {
  const { apps } = caller.seen
  if (filter !== undefined) {
    const expression = parseExpression(filter, appFilter)
    // One comparison and no more.
    if (expression.kind !== 'compare') throw new OktaRefusal('E0000031')
    return apps.filter((app) =>
      matches(
        expression,
        (attribute) => {
          if (attribute !== 'user.id')
            return [{ id: app.id, status: 'ACTIVE', name: app.name }[attribute] ?? '']
          return [...usersOf(caller.seen, app)]
        },
        true,
      ),
    )
  }
  if (q === undefined) return apps
  const start = q.toLowerCase()
  return apps.filter(({ name, label }) => [name, label].some((each) => each.toLowerCase().startsWith(start)))
}
