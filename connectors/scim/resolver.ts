import { z } from 'zod'
import type { ResolvedObject } from '#contract/action.ts'
import type { PlatformResolver } from '#contract/connector.ts'
import { DexError, isDexError } from '#contract/error.ts'
import { isScimId, listOf, requireScimId, ScimGroup, ScimUser } from './resources.ts'
import { searchUsers } from './search-users.ts'
import type { ScimWire } from './wire.ts'

const USER_SCHEMA = 'urn:ietf:params:scim:schemas:core:2.0:User'
const Schema = z.object({
  attributes: z.array(z.object({ name: z.string(), returned: z.string().optional() })),
})
const EMAIL_LENGTH_MAX = 320

type Call = Parameters<ScimWire>[0]

export function createScimResolver(wire: ScimWire): PlatformResolver {
  /** RFC 7643, 2.5 lets an empty attribute be left out: absent means none only where the directory returns roles at all. */
  const returnsRoles = async (call: Call): Promise<boolean> => {
    const found = await wire(call, { path: ['Schemas', USER_SCHEMA] }, Schema).catch(nullWhenRefused)
    const roles = found?.value.attributes.find(({ name }) => name === 'roles')
    return roles !== undefined && (roles.returned ?? 'default') === 'default'
  }

  const user = async (id: string, call: Call): Promise<ResolvedObject | null> => {
    const [found, told] = await Promise.all([
      wire(call, { path: ['Users', id] }, ScimUser).catch(nullWhenAbsent),
      returnsRoles(call),
    ])
    if (found === null || found.value.id !== id) return null
    const { email, name, department, active, roles } = found.value
    return {
      ...{ platform: 'scim', type: 'user', id, email, displayName: name, department, labels: [] },
      // INVARIANT: unknown counts as privileged (T9).
      privileged: roles.length > 0 || !told,
      status: active ? 'active' : 'inactive',
    }
  }

  /** What a group gives is nothing that SCIM can say: unknown, and so privileged (T9). */
  const group = async (id: string, call: Call): Promise<ResolvedObject | null> => {
    const query = { attributes: 'displayName' }
    const found = await wire(call, { path: ['Groups', id], query }, ScimGroup).catch(nullWhenAbsent)
    if (found === null || found.value.id !== id) return null
    return {
      ...{ platform: 'scim', type: 'group', id, email: null, displayName: found.value.name },
      ...{ department: null, privileged: true, labels: [], status: null },
    }
  }

  /** One answer tells all of it. */
  const entitlements = async (accountId: string, call: Call) => {
    const path = ['Users', requireScimId(accountId)]
    const { value } = await wire(call, { path }, ScimUser)
    return { groups: value.groups.toSorted(), adminRoles: value.roles.toSorted(), active: value.active }
  }

  return {
    async resolve(type, id, credential, signal) {
      if (type !== 'user' && type !== 'group')
        throw new DexError('fact_missing', `scim objects of type \`${type}\` cannot be resolved`)
      if (!isScimId(id)) return null
      return type === 'user' ? user(id, { credential, signal }) : group(id, { credential, signal })
    },

    groupsOf: async (accountId, credential, signal) =>
      (await entitlements(accountId, { credential, signal })).groups,
    membership: async (accountId, credential, signal) => {
      const { groups, active } = await entitlements(accountId, { credential, signal })
      return { groups, active }
    },
    entitlements: (accountId, credential, signal) => entitlements(accountId, { credential, signal }),

    // A group's members are ids alone (RFC 7643, 4.2): whether they are people who can sign in, it does not tell.
    members: async () => null,

    // SCIM has no roles that would say what an account may do to others.
    carries: async () => null,

    // Whether a service filters by an attribute of an extension is its own choice: of a department it does not tell.
    async count(of, credential, signal) {
      const call = { credential, signal }
      if (of.kind === 'department') return null
      if (of.kind === 'group') {
        const { value } = await wire(call, { path: ['Groups', requireScimId(of.id)] }, ScimGroup)
        return { count: value.members.length, more: false }
      }
      const all = { path: ['Users'], query: { count: '1' } }
      const { value } = await wire(call, all, listOf(ScimUser))
      return { count: value.totalResults, more: false }
    },

    selfEditable: async () => null,

    async findByEmail(email, credential, signal, known = null) {
      if (email === '' || email.length > EMAIL_LENGTH_MAX) return null
      const { users } = await searchUsers(wire, { credential, signal }, email)
      const ids = [...new Set(users.map(({ id }) => id))]
      if (ids.length > 1) throw new DexError('ambiguous', `${ids.length} accounts have this address`)
      if (known !== null && ids[0] === known.id) return known
      return ids[0] === undefined ? null : user(requireScimId(ids[0]), { credential, signal })
    },

    /** SCIM has no audit log: nothing there can corroborate what was done, and the record says so. */
    events: () => Promise.resolve([]),
  }
}

function nullWhenAbsent(error: unknown): null {
  if (isDexError(error, 'platform_not_found')) return null
  throw error
}

function nullWhenRefused(error: unknown): null {
  if (isDexError(error, 'platform_not_found') || isDexError(error, 'platform_forbidden')) return null
  throw error
}
