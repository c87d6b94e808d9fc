import type { ResolvedObject } from '#contract/action.ts'
import type { Clock } from '#contract/clock.ts'
import type { Credential, PlatformResolver } from '#contract/connector.ts'
import { DexError } from '#contract/error.ts'
import { listEvents } from './events.ts'
import { requireGuid } from './ids.ts'
import { countAccounts } from './resolver/count.ts'
import { readEntitlements, readGroupIds, readMembership, readStanding } from './resolver/entitlements.ts'
import { findByEmail } from './resolver/find-by-email.ts'
import { readMembers } from './resolver/members.ts'
import { resolveDeletedUser } from './resolver/resolve-deleted-user.ts'
import { resolveDevice } from './resolver/resolve-device.ts'
import { resolveGroup } from './resolver/resolve-group.ts'
import { resolveLicense } from './resolver/resolve-license.ts'
import { resolveUser } from './resolver/resolve-user.ts'
import { carries } from './rights.ts'
import type { MicrosoftRun } from './run.ts'

type Resolve = (
  run: MicrosoftRun,
  id: string,
  credential: Credential,
  signal: AbortSignal,
) => Promise<ResolvedObject | null>

const resolveByType: ReadonlyMap<string, Resolve> = new Map([
  ['user', resolveUser],
  ['deleted_user', resolveDeletedUser],
  ['group', resolveGroup],
  ['device', resolveDevice],
  ['license', resolveLicense],
])

export const createMicrosoftResolver = (run: MicrosoftRun, clock: Clock): PlatformResolver => ({
  async resolve(type, id, credential, signal) {
    const resolve = resolveByType.get(type)
    if (resolve === undefined)
      throw new DexError('fact_missing', `microsoft objects of type \`${type}\` cannot be resolved`)
    return resolve(run, id, credential, signal)
  },

  groupsOf: (accountId, credential, signal) => readGroupIds(run, accountId, credential, signal),
  membership: (accountId, credential, signal) => readMembership(run, accountId, credential, signal),
  members: (groupId, credential, signal) => readMembers(run, groupId, credential, signal),
  entitlements: (accountId, credential, signal) => readEntitlements(run, accountId, credential, signal),

  async carries(action, accountId, credential, signal) {
    const { active, roles } = await readStanding(run, accountId, credential, signal)
    return active && carries(action, roles)
  },

  count: (of, credential, signal) => countAccounts(run, of, credential, signal),

  // What Entra lets people set of their own account (phones, methods) is none of the facts.
  selfEditable: async () => [],

  findByEmail: (email, credential, signal, known) => findByEmail(run, email, credential, signal, known),

  async events(query, credential, signal) {
    const targetId = requireGuid(query.targetId)
    return (await run({ credential, signal }, (graph) => listEvents(graph, { ...query, targetId }, clock)))
      .value
  },
})
