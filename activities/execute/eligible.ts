import type { ApproverSet, ApprovalObligation } from '#contract/decision.ts'
import { isDexError } from '#contract/error.ts'
import { setsOf } from '#policy/stages.ts'
import type { ConnectionView } from '#store/connections.ts'
import { listPeopleBehind, type PersonBehind } from '#store/people.ts'
import type { TenantSettings } from '#store/schema.ts'
import { keyedDigest } from '#vault/hashes.ts'
import type { GateDeps } from '../deps.ts'
import type { Loaded } from './context.ts'
import { readEntitlement } from './entitlement.ts'
import { excluded, type Touched } from './excluded.ts'
import type { Yes } from './quorum.ts'
import { reading } from './reading.ts'

export interface Asking extends Pick<Loaded, 'request'> {
  settings: TenantSettings
  connections: readonly ConnectionView[]
  touched: Touched
}

/** Somebody as if they had said yes. */
export interface Able extends Yes {
  /** What they are told by: their id, or, of those who are not known here yet, their account and the keyed hash of their address. */
  names: string[]
}

/**
 * Everybody who might say yes, as if they had: members of the sets in the directory who can sign in there, whether or not they ever
 * came to Dex. Null where that cannot be told. It gives nobody a right: who says yes is looked at again.
 */
export async function readEligible(
  deps: GateDeps,
  asking: Asking,
  approvals: readonly ApprovalObligation[],
): Promise<Able[] | null> {
  const sets = new Map(approvals.flatMap(setsOf).map((by) => [JSON.stringify(by), by]))
  try {
    const read = await Promise.all([...sets.values()].map((by) => readSet(deps, asking, by)))
    return read.includes(null) ? null : united(asking, read.flat() as Eligible[])
  } catch (error) {
    if (isDexError(error)) return null
    throw error
  }
}

/** One of one set. */
interface Eligible extends PersonBehind {
  by: ApproverSet
  /** Whether this account is somebody's here. */
  known: boolean
}

async function readSet(deps: GateDeps, asking: Asking, by: ApproverSet): Promise<Eligible[] | null> {
  const { settings, connections } = asking
  if ('person' in by) {
    const { active, accountIds, emailLookup } = await readEntitlement(deps, settings, connections, by.person)
    return active ? [{ by, person: by.person, accountIds, emailLookup, known: true }] : []
  }
  const platform = settings.identitySource
  const named = 'role' in by ? (settings.roleGroups[by.role] ?? []) : [by.group]
  // What is no group of the identity source entitles nobody.
  const groups = named
    .filter((id) => id.startsWith(`${platform}:`))
    .map((id) => id.slice(platform.length + 1))
  const members = await Promise.all(
    groups.map((group) =>
      reading(deps, connections, platform, ({ resolver, credential }, signal) =>
        resolver.members(group, credential, signal),
      ),
    ),
  )
  if (members.includes(null)) return null
  const key = await deps.keys.tenant(deps.tenant, 'lookup')
  const accounts = members.flatMap((each) => each ?? [])
  const known = await deps.database.read(deps.tenant, (tx) =>
    listPeopleBehind(
      deps.tenant,
      tx,
      platform,
      accounts.map(({ id }) => id),
    ),
  )
  return accounts.flatMap(({ id, email }) => {
    const person = known.get(id)
    if (person === null) return []
    const unknown = {
      person: `${platform}:${id}`,
      accountIds: [id],
      emailLookup: email === null ? '' : keyedDigest(key, email.toLowerCase()),
    }
    return [{ by, ...(person ?? unknown), known: person !== undefined }]
  })
}

/** Each once, with every set that they are in. */
function united({ request, touched }: Asking, each: readonly Eligible[]): Able[] {
  const people = new Map<string, Able & { roles: Set<string>; groups: Set<string> }>()
  for (const { by, person, accountIds, emailLookup, known } of each) {
    const yes = people.get(person) ?? {
      person,
      names: known ? [person] : [person, emailLookup].filter((name) => name !== ''),
      roles: new Set<string>(),
      groups: new Set<string>(),
      proof: null,
      excluded: excluded({ request }, touched, person, { accountIds, emailLookup }),
    }
    if ('role' in by) yes.roles.add(by.role)
    if ('group' in by) yes.groups.add(by.group)
    people.set(person, yes)
  }
  return [...people.values()]
}
