import { join } from 'node:path'
import type { RequestId, TenantId } from '#contract/ids.ts'
import { createEpochKeys } from './epoch-keys.ts'
import { eraseDirectory, eraseLeftOver } from './erase.ts'
import { createEvidenceKeys, type EvidenceKeys } from './evidence-keys.ts'
import { checkTenant } from './key-files.ts'
import type { KeyProvider } from './key-provider.ts'
import type { KeyRounds } from './key-rounds.ts'
import { chooseKeyProvider, type RemoteKeys } from './remote-keys.ts'
import { createRequestKeys, type RequestKeys } from './request-keys.ts'
import { createTenantKeys, tenantPurposes, type TenantKeys } from './tenant-keys.ts'

export interface SharedKeysOptions {
  /** `DEX_KEYS_SHARED`. */
  shared: string
  /** `DEX_REQUEST_KEYS`. */
  requestKeys: string
  profile: 'sandbox' | 'production'
  /** Which service keeps the tenants' key-encryption keys; files of this machine otherwise. */
  remote?: RemoteKeys
  /** `DEX_KEY_EPOCH`: within which every epoch's key ends, in milliseconds. */
  epochMs?: number
  /** Says which month's evidence key and which epoch is the current one; the machine's clock otherwise. */
  clock?: () => number
}

export const secretKeyForm = /^sec_[A-Za-z0-9]{24}$/
export const undoKeyForm = /^und_[A-Za-z0-9]{24}$/

/** The keys that all three roles use: the tenants' data keys and the requests' keys. */
export interface SharedKeys extends KeyRounds {
  tenantKeys: TenantKeys
  requestKeys: RequestKeys
  /** One key for each secret that waits for a person; in the same store, and as short-lived. */
  secretKeys: RequestKeys<string>
  /** One for each change that can be taken back; in the same store, destroyed when its time is over. */
  undoKeys: RequestKeys<string>
  evidenceKeys: EvidenceKeys
  /** Makes a new tenant's key-encryption key and data keys; what exists stays. */
  createTenant(tenant: TenantId): Promise<void>
  request(tenant: TenantId, request: string): ReturnType<RequestKeys['find']>
  destroyRequest(tenant: TenantId, request: string): Promise<void>
  /**
   * Moves requests' keys to the current epoch and destroys the epochs that are over; answers those. Also erases copies
   * that a process left which was killed while it wrote.
   */
  endEpochs(tenant: TenantId): Promise<string[]>
}

const epochMsByDefault = 7 * 86_400_000

/** The one place that knows how the shared key directories are laid out: `<shared>/kek`, `<shared>/data`, `<requestKeys>/_evidence`. */
export function openSharedKeys(options: SharedKeysOptions): SharedKeys {
  const { profile, shared, remote = null, clock = Date.now } = options
  const provider: KeyProvider = chooseKeyProvider({
    directory: join(shared, 'kek'),
    profile,
    scope: 'shared',
    remote,
  })
  const dataKeys = createTenantKeys({ directory: join(shared, 'data'), provider })
  // In the store that can be written, and that backups leave out: what is destroyed there stays so. No tenant has this name.
  const evidenceDirectory = join(options.requestKeys, '_evidence')
  const evidenceKeys = createEvidenceKeys({ directory: evidenceDirectory, provider, clock })
  const tenantKeys: TenantKeys = {
    ...dataKeys,
    get: (tenant, purpose) =>
      purpose === 'evidence' ? evidenceKeys.current(tenant) : dataKeys.get(tenant, purpose),
  }
  const directory = options.requestKeys
  const lifeMs = options.epochMs ?? epochMsByDefault
  const epochs = createEpochKeys({ directory, provider, lifeMs, clock })
  const requestKeys = createRequestKeys({ directory, epochs })
  const secretKeys = createRequestKeys<string>({ directory, epochs, form: secretKeyForm })
  const undoKeys = createRequestKeys<string>({ directory, epochs, form: undoKeyForm })
  return {
    tenantKeys,
    requestKeys,
    secretKeys,
    undoKeys,
    evidenceKeys,
    async createTenant(tenant) {
      await provider.createTenant(tenant)
      await tenantKeys.create(tenant)
    },
    request: (tenant, request) => requestKeys.find(tenant, request as RequestId),
    destroyRequest: (tenant, request) => requestKeys.destroy(tenant, request as RequestId),
    async endEpochs(tenant) {
      await eraseLeftOver(join(directory, checkTenant(tenant)))
      await eraseLeftOver(join(directory, checkTenant(tenant), 'epochs'))
      try {
        await requestKeys.leaveOldEpochs(tenant)
        await secretKeys.leaveOldEpochs(tenant)
        await undoKeys.leaveOldEpochs(tenant)
      } catch (error) {
        await epochs.destroyOld(tenant, false)
        throw error
      }
      return epochs.destroyOld(tenant, true)
    },
    provider: provider.describe,
    async rotate(tenant) {
      await provider.rotate(tenant)
      // INVARIANT: never `lookup`: what a hash was made with cannot find under another key; it is wrapped anew alone.
      await dataKeys.rotate(
        tenant,
        tenantPurposes.filter((purpose) => purpose !== 'lookup'),
      )
    },
    async rewrap(tenant) {
      const counts = [
        await dataKeys.rewrap(tenant),
        await evidenceKeys.rewrap(tenant),
        await epochs.rewrap(tenant),
      ]
      return counts.reduce((sum, count) => sum + count)
    },
    retire: (tenant) => provider.retire(tenant),
    async destroyTenant(tenant) {
      const kek = await provider.destroyTenant(tenant)
      const files = [
        ...(await eraseDirectory(join(directory, checkTenant(tenant)))),
        ...(await dataKeys.destroy(tenant)),
        ...(await eraseDirectory(join(evidenceDirectory, tenant))),
      ]
      return { provider: provider.describe, kek, files: files.length }
    },
  }
}
