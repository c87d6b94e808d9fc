import type { ApprovalObligation } from '#contract/decision.ts'
import { isDexError } from '#contract/error.ts'
import { findAccount, findPerson } from '#store/people.ts'
import type { GateDeps } from '../deps.ts'
import { type Entitlement, readEntitlement } from '../execute/entitlement.ts'
import { fills } from '../execute/quorum.ts'
import type { LoadedPublication } from './load.ts'

/** Entitled as the identity source says now. */
export const entitlementOf = (
  deps: GateDeps,
  loaded: Pick<LoadedPublication, 'settings' | 'connections'>,
  person: string,
): Promise<Entitlement> => readEntitlement(deps, loaded.settings, loaded.connections, person)

/** Null while nobody has granted the delegation that tells it. */
export async function entitlementOrNull(
  ...of: Parameters<typeof entitlementOf>
): Promise<Entitlement | null> {
  try {
    return await entitlementOf(...of)
  } catch (error) {
    if (isDexError(error, 'fact_missing')) return null
    throw error
  }
}

/** The same human: by person, by address, or by their account on the identity source (T17). */
export async function isAuthor(
  deps: GateDeps,
  loaded: Pick<LoadedPublication, 'settings' | 'statement'>,
  person: string,
  entitled: Entitlement,
): Promise<boolean> {
  const author = loaded.statement.author.person
  if (author === person) return true
  const [row, account] = await deps.database.read(deps.tenant, (tx) =>
    Promise.all([
      findPerson(deps.tenant, tx, author),
      findAccount(deps.tenant, tx, author, loaded.settings.identitySource),
    ]),
  )
  return (
    row?.email_lookup === entitled.emailLookup ||
    (account !== undefined && account.account_id === entitled.accountId)
  )
}

export const mayFill = (
  person: string,
  entitled: Entitlement,
  approvals: readonly ApprovalObligation[],
): boolean =>
  approvals.some((each) =>
    fills({ person, roles: entitled.roles, groups: entitled.groups, proof: null, excluded: false }, each),
  )
