import { isDexError } from '#contract/error.ts'
import type { TenantId } from '#contract/ids.ts'
import type { Tx } from '#store/database.ts'
import { findPerson } from '#store/people.ts'
import { openJson } from '#vault/envelope.ts'
import { keyedDigest } from '#vault/hashes.ts'
import type { ApiDeps } from '../deps.ts'

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
  const key = await deps.keys.tenant(tenant, 'column')
  try {
    return openJson([key], row.sealed, profilePlace(tenant, person)) as Profile
  } catch (error) {
    if (isDexError(error, 'sealed') || isDexError(error, 'envelope_invalid')) return null
    throw error
  }
}
