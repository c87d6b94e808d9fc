import type { DataKeys, ManagedDataKeys } from './data-keys.ts'
import { createDataKeys } from './data-keys.ts'
import type { KeyProvider } from './key-provider.ts'

/** `payload` Temporal's codec · `column` names and e-mails in Postgres · `lookup` keyed hashes to find them by. */
export const tenantPurposes = ['payload', 'column', 'lookup'] as const
/** `evidence`: what the record keeps sealed or as keyed digests, for a stated time; a key a month. */
export type TenantPurpose = (typeof tenantPurposes)[number] | 'evidence'
export type TenantKeys = DataKeys<TenantPurpose>

/** The keys that all three roles share; `directory` is the shared one, its key-encryption keys are the provider's. */
export const createTenantKeys = (options: {
  directory: string
  provider: KeyProvider
}): ManagedDataKeys<TenantPurpose> => createDataKeys({ ...options, purposes: tenantPurposes })
