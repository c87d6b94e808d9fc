import { join } from 'node:path'
import type { RequestId, TenantId } from '#contract/ids.ts'
import { createLocalKeyProvider, createTenantKek } from './local-key-provider.ts'
import { createRequestKeys, type RequestKeys } from './request-keys.ts'
import { createTenantKeys, type TenantKeys } from './tenant-keys.ts'

export interface SharedKeysOptions {
  /** `DEX_KEYS_SHARED`. */
  shared: string
  /** `DEX_REQUEST_KEYS`. */
  requestKeys: string
  profile: 'sandbox' | 'production'
}

/** The keys that all three roles use: the tenants' data keys and the requests' keys. */
export interface SharedKeys {
  tenantKeys: TenantKeys
  requestKeys: RequestKeys
  /** Makes a new tenant's key-encryption key and data keys; what exists stays. */
  createTenant(tenant: TenantId): Promise<void>
  request(tenant: TenantId, request: string): ReturnType<RequestKeys['find']>
  destroyRequest(tenant: TenantId, request: string): Promise<void>
}

/** The one place that knows how the shared key directories are laid out: `<shared>/kek`, `<shared>/data`. */
export function openSharedKeys(options: SharedKeysOptions): SharedKeys {
  const kekDirectory = join(options.shared, 'kek')
  const provider = createLocalKeyProvider({ directory: kekDirectory, profile: options.profile })
  const tenantKeys = createTenantKeys({ directory: join(options.shared, 'data'), provider })
  const requestKeys = createRequestKeys({ directory: options.requestKeys, provider })
  return {
    tenantKeys,
    requestKeys,
    async createTenant(tenant) {
      await createTenantKek({ directory: kekDirectory, tenant, profile: options.profile })
      await tenantKeys.create(tenant)
    },
    request: (tenant, request) => requestKeys.find(tenant, request as RequestId),
    destroyRequest: (tenant, request) => requestKeys.destroy(tenant, request as RequestId),
  }
}
