import { createDataKeys, type DataKeys } from './data-keys.ts'
import type { KeyRounds } from './key-rounds.ts'
import { chooseKeyProvider, type RemoteKeys } from './remote-keys.ts'

/** `door`: webhook secrets, client secrets, OAuth verifiers. */
export const apiPurposes = ['door'] as const
/** `connection`: delegated tokens; `channel`: what messages are sent with. */
export const gatePurposes = ['connection', 'channel'] as const

const scopeOf = { door: 'api', connection: 'gate', channel: 'gate' } as const

export interface RoleKeys<Purpose extends string>
  extends Omit<DataKeys<Purpose>, 'rotate' | 'rewrap' | 'destroy'>,
    KeyRounds {}

/**
 * Keys of one role alone: its data keys and the key-encryption keys that wrap them lie in that role's own directory, or
 * need a share from there, so that the other roles, which cannot read it, cannot open them.
 */
export function createRoleKeys<const Purpose extends keyof typeof scopeOf>(options: {
  directory: string
  purposes: readonly [Purpose, ...Purpose[]]
  profile: 'sandbox' | 'production'
  remote?: RemoteKeys
}): RoleKeys<Purpose> {
  const { directory, profile, purposes, remote = null } = options
  const provider = chooseKeyProvider({ directory, profile, remote, scope: scopeOf[purposes[0]] })
  const keys = createDataKeys({ directory, purposes, provider })
  return {
    ...keys,
    async create(tenant) {
      await provider.createTenant(tenant)
      await keys.create(tenant)
    },
    provider: provider.describe,
    async rotate(tenant) {
      await provider.rotate(tenant)
      await keys.rotate(tenant, purposes)
    },
    retire: (tenant) => provider.retire(tenant),
    async destroyTenant(tenant) {
      const kek = await provider.destroyTenant(tenant)
      const files = await keys.destroy(tenant)
      return { provider: provider.describe, kek, files: files.length }
    },
  }
}
