import type { DataKeys } from './data-keys.ts'
import { createDataKeys } from './data-keys.ts'
import type { KeyProvider } from './key-provider.ts'

/**
 * `payload` Temporal's codec · `column` names and e-mails in Postgres · `lookup` keyed hashes to find them by ·
 * `evidence` keyed digests in the record.
 */
export const tenantPurposes = ['payload', 'column', 'lookup', 'evidence'] as const
export type TenantPurpose = (typeof tenantPurposes)[number]
export type TenantKeys = DataKeys<TenantPurpose>

/** The keys that all three roles share; `directory` is the shared one, its key-encryption keys are the provider's. */
export const createTenantKeys = (options: { directory: string; provider: KeyProvider }): TenantKeys =>
  createDataKeys({ ...options, purposes: tenantPurposes })
