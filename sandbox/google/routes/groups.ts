import type { FastifyInstance } from 'fastify'
import { findGroup, findUser, type Google } from '../context.ts'
import { GoogleRefusal, notFound } from '../errors.ts'
import type { Group, Member } from '../model.ts'
import { pageOf } from '../paging.ts'
import { renderGroup, renderMember } from '../render.ts'
import { assertHolds, assertMayChangeMembers } from '../rights.ts'

type Query = Record<string, string | undefined>
interface ByGroup {
  Params: { group: string; member: string }
  Querystring: Query
}
const base = '/admin/directory/v1/groups'
const groupScopes = ['admin.directory.group.readonly', 'admin.directory.group'] as const
const memberScopes = [
  'admin.directory.group.member.readonly',
  'admin.directory.group.member',
  ...groupScopes,
] as const
const page = { usual: 200, most: 200 }

export function addGroupRoutes(app: FastifyInstance, google: Google): void {
  app.get<{ Querystring: Query }>(base, async (request) => {
    const caller = await google.authorize(request, ...groupScopes)
    assertHolds(google.directory, caller.user, 'GROUPS_RETRIEVE')
    const { query } = request
    const { customer, domain, userKey } = query
    if (customer === undefined && domain === undefined && userKey === undefined) {
      throw new GoogleRefusal('badRequest')
    }
    const member = userKey === undefined ? null : findUser(google.directory, userKey).id
    const fits = searchOf(query['query'])
    const found = caller.searched.groups
      .filter((group) => member === null || group.members.some(({ id }) => id === member))
      .filter(fits)
      .toSorted((a, b) => (a.email < b.email ? -1 : 1))
    return { kind: 'admin#directory#groups', ...pageOf(found.map(renderGroup), query, page, 'groups') }
  })

  app.get<ByGroup>(`${base}/:group`, async (request) => {
    const caller = await google.authorize(request, ...groupScopes)
    assertHolds(google.directory, caller.user, 'GROUPS_RETRIEVE')
    return renderGroup(findGroup(caller.seen, request.params.group))
  })

  app.get<ByGroup>(`${base}/:group/members`, async (request) => {
    const caller = await google.authorize(request, ...memberScopes)
    assertHolds(google.directory, caller.user, 'GROUPS_RETRIEVE')
    const members = findGroup(caller.searched, request.params.group).members
    const render = (member: Member) => renderMember(google.directory, member)
    return { kind: 'admin#directory#members', ...pageOf(members, request.query, page, 'members', render) }
  })

  app.get<ByGroup>(`${base}/:group/members/:member`, async (request) => {
    const caller = await google.authorize(request, ...memberScopes)
    assertHolds(google.directory, caller.user, 'GROUPS_RETRIEVE')
    const group = findGroup(caller.seen, request.params.group)
    return renderMember(google.directory, memberOf(google, group, request.params.member))
  })

  app.post<ByGroup>(`${base}/:group/members`, async (request) => {
    const caller = await google.authorize(request, 'admin.directory.group.member', 'admin.directory.group')
    const group = findGroup(google.directory, request.params.group)
    assertMayChangeMembers(google.directory, caller.user, group)
    const body = (request.body ?? {}) as { id?: string; email?: string; role?: string }
    const key = body.id ?? body.email
    if (key === undefined) throw new GoogleRefusal('required', 'Missing required field: memberKey')
    const added = newMember(google, group, key, body.role ?? 'MEMBER')
    if (group.members.some(({ id }) => id === added.id)) {
      throw new GoogleRefusal('duplicate', 'Member already exists.')
    }
    google.write(caller, () => group.members.push(added), [
      {
        name: 'ADD_GROUP_MEMBER',
        parameters: { GROUP_EMAIL: group.email, USER_EMAIL: emailOf(google, added) },
      },
    ])
    return renderMember(google.directory, added)
  })

  app.delete<ByGroup>(`${base}/:group/members/:member`, async (request, reply) => {
    const caller = await google.authorize(request, 'admin.directory.group.member', 'admin.directory.group')
    const group = findGroup(google.directory, request.params.group)
    assertMayChangeMembers(google.directory, caller.user, group)
    const gone = memberOf(google, group, request.params.member)
    const change = () => {
      group.members = group.members.filter(({ id }) => id !== gone.id)
    }
    google.write(caller, change, [
      {
        name: 'REMOVE_GROUP_MEMBER',
        parameters: { GROUP_EMAIL: group.email, USER_EMAIL: emailOf(google, gone) },
      },
    ])
    return reply.code(204).send()
  })
}

function newMember(google: Google, group: Group, key: string, role: string): Member {
  if (role !== 'MEMBER' && role !== 'MANAGER' && role !== 'OWNER') {
    throw new GoogleRefusal('invalid', 'Invalid Input: role')
  }
  const nested = google.directory.groups.find((each) => each.id === key || each.email === key)
  if (nested?.id === group.id) throw new GoogleRefusal('conditionNotMet', 'Cyclic memberships not allowed')
  if (nested) return { id: nested.id, role, type: 'GROUP' }
  try {
    return { id: findUser(google.directory, key).id, role, type: 'USER' }
  } catch {
    throw notFound('memberKey')
  }
}

function memberOf(google: Google, group: Group, key: string): Member {
  const { users, groups } = google.directory
  const named =
    users.find(({ primaryEmail }) => primaryEmail === key) ?? groups.find(({ email }) => email === key)
  const found = group.members.find(({ id }) => id === key || id === named?.id)
  if (!found) throw notFound('memberKey')
  return found
}

const emailOf = (google: Google, member: Member): string =>
  google.directory.users.find(({ id }) => id === member.id)?.primaryEmail ??
  google.directory.groups.find(({ id }) => id === member.id)?.email ??
  member.id

/** One clause on `email` or `name`: exact with `=`, a start with `:…*`, a word with `:`. */
function searchOf(text: string | undefined): (group: Group) => boolean {
  if (text === undefined) return () => true
  const match = /^(email|name)([=:])(?:'((?:\\.|[^'\\])*)'|([^\s']+))$/.exec(text)
  if (!match) throw new GoogleRefusal('invalid', 'Invalid Input: query')
  const value = (match[3]?.replace(/\\(.)/g, '$1') ?? match[4] ?? '').toLowerCase()
  return (group) => {
    const shown = (match[1] === 'email' ? group.email : group.name).toLowerCase()
    if (match[2] === '=') return shown === value
    return value.endsWith('*') ? shown.startsWith(value.slice(0, -1)) : shown.includes(value)
  }
}
