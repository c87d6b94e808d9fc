import type { ScimGroup, ScimState, ScimUser } from './state.ts'

const CORE = 'urn:ietf:params:scim:schemas:core:2.0'
const ENTERPRISE = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User'
export const userSchema = `${CORE}:User`

/** RFC 7643, 4.1; an empty list is left out, as 2.5 allows. */
export function renderUser(user: ScimUser, state: Pick<ScimState, 'groups'>, base: string) {
  const groups = state.groups.filter((group) => group.members.includes(user.id))
  return {
    schemas: [userSchema, ENTERPRISE],
    id: user.id,
    userName: user.userName,
    displayName: user.displayName,
    emails: [{ value: user.email, type: 'work', primary: true }],
    active: user.active,
    ...(groups.length > 0
      ? { groups: groups.map(({ id, displayName }) => ({ value: id, display: displayName })) }
      : {}),
    ...(user.roles.length > 0 ? { roles: user.roles.map((value) => ({ value })) } : {}),
    [ENTERPRISE]: user.department === null ? {} : { department: user.department },
    meta: { resourceType: 'User', location: `${base}/scim/v2/Users/${user.id}` },
  }
}

/** RFC 7643, 4.2; `members` only where they are asked for or nothing in particular is. */
export function renderGroup(group: ScimGroup, base: string, attributes: string | undefined) {
  const wanted = attributes?.split(',')
  const members = group.members.map((value) => ({ value, type: 'User' }))
  return {
    schemas: [`${CORE}:Group`],
    id: group.id,
    displayName: group.displayName,
    ...(members.length > 0 && (wanted?.includes('members') ?? true) ? { members } : {}),
    meta: { resourceType: 'Group', location: `${base}/scim/v2/Groups/${group.id}` },
  }
}

/** RFC 7644, 3.4.2: `startIndex` counts from 1. */
export function renderList<Item>(
  found: readonly Item[],
  query: Record<string, string | undefined>,
  render: (item: Item) => unknown,
) {
  const start = Math.max(1, Number(query['startIndex'] ?? 1) || 1)
  const count = Math.min(200, Math.max(0, Number(query['count'] ?? 100) || 0))
  const page = found.slice(start - 1, start - 1 + count)
  return {
    schemas: ['urn:ietf:params:scim:api:messages:2.0:ListResponse'],
    totalResults: found.length,
    startIndex: start,
    itemsPerPage: page.length,
    Resources: page.map(render),
  }
}

/** RFC 7643, 7: what is returned by itself. */
export const renderUserSchema = () => ({
  id: userSchema,
  name: 'User',
  attributes: ['userName', 'displayName', 'emails', 'active', 'groups', 'roles'].map((name) => ({
    name,
    type: ['emails', 'groups', 'roles'].includes(name) ? 'complex' : 'string',
    multiValued: ['emails', 'groups', 'roles'].includes(name),
    returned: 'default',
  })),
})
