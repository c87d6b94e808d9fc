import { DexError } from '#contract/error.ts'
import type { TenantId } from '#contract/ids.ts'
import type { ConnectionView } from '#store/connections.ts'
import type { Tx } from '#store/database.ts'
import { findPerson, listAccounts } from '#store/people.ts'
import type { TenantSettings } from '#store/schema.ts'
import type { GateDeps } from '../deps.ts'
import type { KnownPerson } from './context.ts'
import { reading } from './reading.ts'

export interface Entitlement {
  /** Account on the identity source; null when the person never linked one. */
  accountId: string | null
  /** Of every platform: nobody approves what happens to an account of their own, wherever it is. */
  accountIds: readonly string[]
  emailLookup: string
  roles: Set<string>
  groups: Set<string>
  /** Here and in the directory. */
  active: boolean
}

export async function findKnown(tenant: TenantId, tx: Tx, person: string): Promise<KnownPerson> {
  const [found, accounts] = await Promise.all([
    findPerson(tenant, tx, person),
    listAccounts(tenant, tx, person),
  ])
  return { found, accounts }
}

/** The same of several, by id. */
export async function allKnown(
  tenant: TenantId,
  tx: Tx,
  persons: readonly string[],
): Promise<Map<string, KnownPerson>> {
  const known = [...new Set(persons)].map(
    async (person): Promise<[string, KnownPerson]> => [person, await findKnown(tenant, tx, person)],
  )
  return new Map(await Promise.all(known))
}

/**
 * What a person is entitled to, read now from the directory that the tenant names as its identity source (T10);
 * sign-in claims open pages, never the gate. A person who is disabled here or there is entitled to nothing. `known` saves reading
 * our own rows again.
 */
export async function readEntitlement(
  deps: GateDeps,
  settings: TenantSettings,
  connections: readonly ConnectionView[],
  person: string,
  known?: KnownPerson,
): Promise<Entitlement> {
  const platform = settings.identitySource
  const { found, accounts } =
    known ?? (await deps.database.read(deps.tenant, (tx) => findKnown(deps.tenant, tx, person)))
  if (!found) throw new DexError('approver_not_entitled', 'nobody by this id')
  const account = accounts.find((each) => each.platform === platform)
  const none = {
    emailLookup: found.email_lookup,
    accountIds: accounts.map((each) => each.account_id),
    roles: new Set<string>(),
    groups: new Set<string>(),
    active: false,
  }
  if (!account) return { ...none, accountId: null }
  const accountId = account.account_id
  if (found.state !== 'active') return { ...none, accountId }
  const live = await reading(deps, connections, platform, ({ resolver, credential }, signal) =>
    resolver.membership(accountId, credential, signal),
  )
  if (!live.active) return { ...none, accountId }
  const groups = new Set(live.groups.map((id) => `${platform}:${id}`))
  const roles = Object.entries(settings.roleGroups)
    .filter(([, ids]) => ids.some((id) => groups.has(id)))
    .map(([role]) => role)
  return { ...none, accountId, groups, roles: new Set(roles), active: true }
}
