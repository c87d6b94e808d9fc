import type { Destruction } from './key-provider.ts'

export interface DestroyedKeys {
  /** The provider, as operators know it. */
  provider: string
  /** The key-encryption key and when its provider has it no more; null: there was none any more. */
  kek: Destruction | null
  /** Key files that were overwritten and unlinked. */
  files: number
}

/** What is done to all keys of a tenant in one place, now and then. Each can be repeated, and then finishes what is left. */
export interface KeyRounds {
  /** The key provider, as operators know it. */
  readonly provider: string
  /** New keys from now on; nothing that was sealed is sealed again. */
  rotate(tenant: string): Promise<void>
  /** Wraps with the newest key-encryption key whatever an older one wraps; answers how many that were. */
  rewrap(tenant: string): Promise<number>
  /** Ends the older key-encryption keys. What they still wrap is lost: `rewrap` answers 0 before. */
  retire(tenant: string): Promise<void>
  /** The key-encryption key first, then every file. */
  destroyTenant(tenant: string): Promise<DestroyedKeys>
}
