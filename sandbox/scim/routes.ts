import type { FastifyInstance } from 'fastify'
import { assertAdmin, assertMayChange, type Caller, type Scim } from './context.ts'
import { parseFilter } from './filter.ts'
import { operationsOf, patchedGroup, patchedUser } from './patch.ts'
import { ScimRefusal } from './refusal.ts'
import { renderGroup, renderList, renderUser, renderUserSchema, userSchema } from './render.ts'

interface ById {
  Params: { id: string }
  Querystring: Record<string, string | undefined>
}

export function addRoutes(app: FastifyInstance, scim: Scim): void {
  const find = <Item extends { id: string }>(items: readonly Item[], id: string): Item => {
    const found = items.find((item) => item.id === id)
    if (!found) throw new ScimRefusal(404, `no resource \`${id}\``)
    return found
  }
  const assertMaySee = (caller: Caller, id: string) => {
    if (caller.user.id !== id) assertAdmin(caller)
  }

  app.get<ById>('/scim/v2/Users', async (request) => {
    const caller = await scim.authorize(request, 'scim.read')
    assertAdmin(caller)
    const { filter } = request.query
    const matches = filter === undefined ? () => true : parseFilter(filter, ['userName', 'emails.value'])
    const found = caller.seen.users.filter((user) =>
      matches((attribute) => [attribute === 'userName' ? user.userName : user.email]),
    )
    return renderList(found, request.query, (user) => renderUser(user, caller.seen, scim.base()))
  })

  app.get<ById>('/scim/v2/Users/:id', async (request) => {
    const caller = await scim.authorize(request, 'scim.read')
    assertMaySee(caller, request.params.id)
    return renderUser(find(caller.seen.users, request.params.id), caller.seen, scim.base())
  })

  app.patch<ById>('/scim/v2/Users/:id', async (request) => {
    const caller = await scim.authorize(request, 'scim.manage')
    const user = find(caller.seen.users, request.params.id)
    assertMayChange(caller, user)
    const next = patchedUser(user, operationsOf(request.body))
    scim.write((state) => void (state.users = state.users.map((each) => (each.id === next.id ? next : each))))
    return renderUser(next, scim.state(), scim.base())
  })

  app.get<ById>('/scim/v2/Groups', async (request) => {
    const caller = await scim.authorize(request, 'scim.read')
    assertAdmin(caller)
    const { attributes } = request.query
    return renderList(caller.seen.groups, request.query, (group) =>
      renderGroup(group, scim.base(), attributes),
    )
  })

  app.get<ById>('/scim/v2/Groups/:id', async (request) => {
    const caller = await scim.authorize(request, 'scim.read')
    assertAdmin(caller)
    return renderGroup(find(caller.seen.groups, request.params.id), scim.base(), request.query['attributes'])
  })

  app.patch<ById>('/scim/v2/Groups/:id', async (request, reply) => {
    const caller = await scim.authorize(request, 'scim.manage')
    assertAdmin(caller)
    const group = find(caller.seen.groups, request.params.id)
    const exists = (id: string) => scim.state().users.some((user) => user.id === id)
    const next = patchedGroup(group, operationsOf(request.body), exists)
    scim.write(
      (state) => void (state.groups = state.groups.map((each) => (each.id === next.id ? next : each))),
    )
    return reply.code(204).send()
  })

  app.get<ById>('/scim/v2/Schemas/:id', async (request) => {
    await scim.authorize(request, 'scim.read')
    if (request.params.id !== userSchema) throw new ScimRefusal(404, 'no such schema')
    return renderUserSchema()
  })
}
