import { createHash, randomUUID } from 'node:crypto'
import type { Case, Given, Platform } from './case.ts'
import { type Cast, idOf, spoken, spokenIn, withIds } from './cast.ts'
import type { Company } from './company.ts'
import type { Edit, Emulators } from './emulators.ts'

/** Where a platform keeps things of a kind. */
export function listOf(thing: string): string {
  const [kind, name] = thing.split(':')
  return name === undefined ? 'directory.users' : `directory.${kind}s`
}

/** Brings the platforms into the state that a case starts from, and plans its faults. */
export async function setUp(emulators: Emulators, company: Company, each: Case, cast: Cast): Promise<void> {
  for (const given of each.given) {
    await emulators.edit(given.platform, editsOf(company, cast, given))
  }
  for (const { platform, path, kind, times, method, ms } of each.faults) {
    const match = { path: spoken(path, cast), ...(method === undefined ? {} : { method }) }
    await emulators.plan(platform, [{ match, kind, times, ...(ms === undefined ? {} : { ms }) }])
  }
}

function editsOf(company: Company, cast: Cast, given: Given): Edit[] {
  const { platform } = given
  if ('group' in given) return [groupOf(company, cast, platform, given.group)]
  if ('signIn' in given) return [signInOf(platform, cast, given.signIn)]
  if ('add' in given) return [{ in: given.in, add: [spokenIn(given.add, cast) as Record<string, unknown>] }]
  const set = withIds(given.set, company, cast, platform) as Record<string, unknown>
  return [{ in: listOf(given.of), id: idOf(company, cast, platform, given.of), set }]
}

type NewGroup = Extract<Given, { group: unknown }>['group']

/** A group as each vendor keeps it; afterwards it is found by its name. */
function groupOf(company: Company, cast: Cast, platform: Platform, given: NewGroup): Edit {
  const name = spoken(given.name, cast)
  const description = spoken(given.description, cast)
  const members = given.members.map((member) => idOf(company, cast, platform, member))
  const digest = createHash('sha256').update(`${platform}/${name}`).digest('hex')
  const created = '2025-03-03T09:00:00.000Z'
  const ids = {
    okta: `00g${digest.slice(0, 17)}`,
    microsoft: digest.slice(0, 32).replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5'),
    google: `0${digest.slice(0, 14)}`,
  }
  const id = ids[platform]
  company.things[platform].set(`group:${name}`, id)
  const entries = {
    okta: {
      ...{ id, type: 'OKTA_GROUP', name, description, created, lastUpdated: created },
      ...{ lastMembershipUpdated: created, members, roles: [] },
    },
    microsoft: {
      id,
      shown: {
        ...{ displayName: name, description, groupTypes: [], securityEnabled: true, mailEnabled: false },
        ...{ mail: null, isAssignableToRole: null, isManagementRestricted: null },
        ...{ onPremisesSyncEnabled: null, createdDateTime: '2025-03-03T09:00:00Z' },
      },
      ...{ members, owners: [] },
    },
    google: {
      ...{ id, email: `${name}@${company.domain}`, name, description },
      members: members.map((member) => ({ id: member, role: 'MEMBER', type: 'USER' })),
    },
  }
  return { in: 'directory.groups', add: [entries[platform]] }
}

type SignIn = Extract<Given, { signIn: unknown }>['signIn']

/** One sign-in as each vendor's log has it. */
function signInOf(platform: Platform, cast: Cast, { of, ok, reason, from, hoursAgo }: SignIn): Edit {
  const person = cast.get(of)
  const ids = person?.ids ?? { okta: '', microsoft: '', google: '' }
  const at = Date.now() - hoursAgo * 3_600_000
  const agent = spoken(from, cast)
  if (platform === 'microsoft') {
    const entry = {
      id: randomUUID(),
      userId: ids.microsoft,
      createdDateTime: `${new Date(at).toISOString().slice(0, 19)}Z`,
      errorCode: ok ? 0 : 50126,
      failureReason: ok ? 'Other.' : reason,
      appDisplayName: agent,
    }
    return { in: 'signIns', add: [entry] }
  }
  if (platform === 'google') {
    const entry = {
      applicationName: 'login',
      time: new Date(at).toISOString(),
      uniqueQualifier: String(
        BigInt.asUintN(62, BigInt(`0x${randomUUID().replaceAll('-', '').slice(0, 15)}`)),
      ),
      actor: { email: person?.email ?? '', profileId: ids.google },
      clientId: null,
      name: 'login_success',
      parameters: { login_type: agent },
      visibleAt: at,
    }
    return { in: 'log', add: [entry] }
  }
  const party = {
    ...{ id: ids.okta, type: 'User', alternateId: person?.email ?? '' },
    ...{ displayName: person?.name ?? '', detailEntry: null },
  }
  const entry = {
    uuid: randomUUID(),
    published: new Date(at).toISOString(),
    eventType: 'user.session.start',
    version: '0',
    severity: ok ? 'INFO' : 'WARN',
    displayMessage: 'User login to Okta',
    legacyEventType: null,
    actor: party,
    client: { id: null, ipAddress: '203.0.113.7', userAgent: { rawUserAgent: agent }, zone: 'null' },
    target: [party],
    outcome: { result: ok ? 'SUCCESS' : 'FAILURE', reason: ok ? null : reason },
    transaction: { type: 'WEB', id: randomUUID(), detail: {} },
    debugContext: { debugData: { requestUri: '/api/v1/authn' } },
    authenticationContext: { authenticationStep: 0, externalSessionId: 'unknown' },
    securityContext: {},
    request: { ipChain: [] },
    visibleAt: at,
  }
  return { in: 'log', add: [entry] }
}
