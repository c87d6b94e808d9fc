import type { ResolvedObject } from '#contract/action.ts'
import type { Clock } from '#contract/clock.ts'
import type { Credential, PlatformResolver } from '#contract/connector.ts'
import { DexError } from '#contract/error.ts'
import { listEvents } from './events.ts'
import { isId, requireId } from './ids.ts'
import { countAccounts } from './resolver/count.ts'
import { readEntitlements, readGroupIds, readMembership } from './resolver/entitlements.ts'
import { listMembers } from './members.ts'
import { aboutOf } from './resolver/about.ts'
import { findByEmail } from './resolver/find-by-email.ts'
import { resolveDeletedUser } from './resolver/resolve-deleted-user.ts'
import { resolveDevice } from './resolver/resolve-device.ts'
import { resolveGroup } from './resolver/resolve-group.ts'
import { resolveNamed } from './resolver/resolve-named.ts'
import { resolveOrgUnit } from './resolver/resolve-org-unit.ts'
import { resolveUser } from './resolver/resolve-user.ts'
import { carries, readPrivileges } from './rights.ts'
import { listRoles } from './role-assignments.ts'
import type { GoogleRun } from './run.ts'
import { readUser } from './user.ts'

type Resolve = (
  run: GoogleRun,
  id: string,
  credential: Credential,
  signal: AbortSignal,
) => Promise<ResolvedObject | null>

const byType: Readonly<Record<string, Resolve>> = {
  user: resolveUser,
  deleted_user: resolveDeletedUser,
  group: resolveGroup,
  org_unit: resolveOrgUnit,
  mobile_device: resolveDevice,
  app: async (_run, id) => resolveNamed('app', id),
  license: async (_run, id) => resolveNamed('license', id),
}

export const createGoogleResolver = (run: GoogleRun, clock: Clock): PlatformResolver => ({
  async resolve(type, id, credential, signal) {
    const resolve = Object.hasOwn(byType, type) ? byType[type] : undefined
    if (resolve === undefined)
      throw new DexError('fact_missing', `google objects of type \`${type}\` cannot be resolved`)
    return resolve(run, id, credential, signal)
  },

  groupsOf: (accountId, credential, signal) => readGroupIds(run, accountId, credential, signal),
  membership: (accountId, credential, signal) => readMembership(run, accountId, credential, signal),
  async members(groupId, credential, signal) {
    const { value } = await run({ credential, signal }, (api) =>
      listMembers(api, requireId('group', groupId)),
    )
    // A group, or everybody, may be a member: how many that is, this does not tell.
    if (value.some(({ type }) => type !== 'USER')) return null
    return value.map(({ id, email }) => ({ id, email }))
  },
  entitlements: (accountId, credential, signal) => readEntitlements(run, accountId, credential, signal),

  async carries(action, accountId, credential, signal) {
    const userId = requireId('user', accountId)
    const { value } = await run({ credential, signal }, async (api) => {
      const [user, held] = await Promise.all([readUser(api, userId), listRoles(api, userId)])
      return user.status === 'ACTIVE' && carries(action, await readPrivileges(api, held))
    })
    return value
  },

  count: (of, credential, signal) => countAccounts(run, of, credential, signal),

  // What people may edit of their own profile is a setting that no API shows.
  selfEditable: async () => null,

  findByEmail: (email, credential, signal, known) => findByEmail(run, email, credential, signal, known),

  async events({ types, targetId, since }, credential, signal) {
    if (!isId('mobile_device', targetId)) throw new DexError('platform_not_found', 'not a Google id')
    const call = { credential, signal }
    const { value } = await run(call, async (api) =>
      listEvents(api, { types, since, about: await aboutOf(api, targetId) }, clock),
    )
    return value
  },
})
