import type { DataKeys } from './data-keys.ts'
import { createDataKeys } from './data-keys.ts'
import { createLocalKeyProvider, createTenantKek } from './local-key-provider.ts'

/** `door`: webhook secrets, client secrets, OAuth verifiers. */
export const apiPurposes = ['door'] as const
/** `connection`: delegated tokens; `channel`: what messages are sent with. */
export const gatePurposes = ['connection', 'channel'] as const

/**
 * Keys of one role alone: its data keys and the key-encryption keys that wrap them lie in that role's own directory, so
 * that the other roles, which cannot read it, cannot open them.
 */
export function createRoleKeys<const Purpose extends string>(options: {
  directory: string
  purposes: readonly Purpose[]
  profile: 'sandbox' | 'production'
}): DataKeys<Purpose> {
  const { directory, profile, purposes } = options
  const keys = createDataKeys({
    directory,
    purposes,
    provider: createLocalKeyProvider({ directory, profile }),
  })
  return {
    ...keys,
    async create(tenant) {
      await createTenantKek({ directory, tenant, profile })
      await keys.create(tenant)
    },
  }
}
