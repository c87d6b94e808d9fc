import { isDexError } from '#contract/error.ts'
import type { TenantId } from '#contract/ids.ts'
import type { Tx } from '#store/database.ts'
import { findPeople, findPerson, type PersonRow } from '#store/people.ts'
import { type DataKey, openJson } from '#vault/envelope.ts'
import { keyedDigest } from '#vault/hashes.ts'
import type { ApiDeps } from '../deps.ts'
import { unlessSealed } from '../unless-sealed.ts'

export interface Profile {
  email: string
  name: string | null
}

export const profilePlace = (tenant: TenantId, person: string) => ({
  tenant,
  table: 'people',
  row: person,
  field: 'sealed',
})

/** One form of an address for all look-ups: what people type in tickets differs in case. */
export async function emailDigest(
  deps: Pick<ApiDeps, 'keys'>,
  tenant: TenantId,
  email: string,
): Promise<string> {
  return keyedDigest(await deps.keys.tenant(tenant, 'lookup'), email.trim().toLowerCase())
}

/** Null when there is nobody of this id, or what was known of them is gone. */
export async function profileOf(
  deps: ApiDeps,
  tenant: TenantId,
  tx: Tx,
  person: string,
): Promise<Profile | null> {
  const row = await findPerson(tenant, tx, person)
  if (!row) return null
  return openProfile(await columnKey(deps, tenant), tenant, row)
}

/** Of each of these people of whom something is known, by id; one look for all. */
export async function profilesOf(
  deps: ApiDeps,
  tenant: TenantId,
  tx: Tx,
  people: readonly string[],
): Promise<ReadonlyMap<string, Profile>> {
  const rows = await findPeople(tenant, tx, [...new Set(people)])
  if (rows.length === 0) return new Map()
  const key = await columnKey(deps, tenant)
  return new Map(
    rows.flatMap((row) => {
      const profile = openProfile(key, tenant, row)
      return profile === null ? [] : [[row.id, profile]]
    }),
  )
}

const columnKey = (deps: ApiDeps, tenant: TenantId): Promise<DataKey | null> =>
  unlessSealed(() => deps.keys.tenant(tenant, 'column'))

function openProfile(key: DataKey | null, tenant: TenantId, row: PersonRow): Profile | null {
  if (key === null) return null
  try {
    return openJson([key], row.sealed, profilePlace(tenant, row.id)) as Profile
  } catch (error) {
    if (isDexError(error, 'sealed') || isDexError(error, 'envelope_invalid')) return null
    throw error
  }
}
