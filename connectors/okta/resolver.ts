import type { Clock } from '#contract/clock.ts'
import type { PlatformResolver } from '#contract/connector.ts'
import { DexError } from '#contract/error.ts'
import { listEvents } from './events.ts'
import { requireOktaId } from './ids.ts'
import { carries } from './rights.ts'
import { countAccounts } from './resolver/count.ts'
import { readEntitlements, readGroupIds, readMembership } from './resolver/entitlements.ts'
import { findByEmail } from './resolver/find-by-email.ts'
import { readMembers } from './resolver/members.ts'
import { resolveApp } from './resolver/resolve-app.ts'
import { resolveGroup } from './resolver/resolve-group.ts'
import { resolveUser } from './resolver/resolve-user.ts'
import { readSelfEditable } from './resolver/self-editable.ts'
import type { OktaRun } from './run.ts'

export const createOktaResolver = (run: OktaRun, clock: Clock): PlatformResolver => ({
  async resolve(type, id, credential, signal) {
    if (type === 'user') return resolveUser(run, id, credential, signal)
    if (type === 'group') return resolveGroup(run, id, credential, signal)
    if (type === 'app') return resolveApp(run, id, credential, signal)
    throw new DexError('fact_missing', `okta objects of type \`${type}\` cannot be resolved`)
  },

  groupsOf: (accountId, credential, signal) => readGroupIds(run, accountId, credential, signal),
  membership: (accountId, credential, signal) => readMembership(run, accountId, credential, signal),
  members: (groupId, credential, signal) => readMembers(run, groupId, credential, signal),
  entitlements: (accountId, credential, signal) => readEntitlements(run, accountId, credential, signal),

  async carries(action, accountId, credential, signal) {
    const { active, adminRoles } = await readEntitlements(run, accountId, credential, signal)
    return active && carries(action, adminRoles)
  },

  count: (of, credential, signal) => countAccounts(run, of, credential, signal),

  selfEditable: (credential, signal) => readSelfEditable(run, credential, signal),

  findByEmail: (email, credential, signal, known) => findByEmail(run, email, credential, signal, known),

  async events(query, credential, signal) {
    const targetId = requireOktaId(query.targetId)
    return (await run({ credential, signal }, (client) => listEvents(client, { ...query, targetId }, clock)))
      .value
  },
})
