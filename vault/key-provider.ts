/** Whose keys: those that all roles share, or one role's own. Each scope has key-encryption keys of its own. */
export const keyScopes = ['shared', 'api', 'gate'] as const
export type KeyScope = (typeof keyScopes)[number]

/** What became of a tenant's key-encryption key. */
export interface Destruction {
  /** The key's name at its provider. */
  key: string
  /** ISO 8601; when the provider itself has it no more. */
  endsAt: string
}

/**
 * Holds one key-encryption key for each tenant and never lets it out. `label` names what is wrapped and is bound to it:
 * a wrapped key that is moved under another name or tenant does not unwrap.
 */
export interface KeyProvider {
  /** Shown to operators, such as `local files in …`; no secrets. */
  readonly describe: string
  /** Makes the tenant's key; false when it stands already. */
  createTenant(tenant: string): Promise<boolean>
  /** Throws `sealed` when the tenant has no key here, `key_unavailable` when the provider does not answer. */
  wrap(tenant: string, key: Uint8Array, label: string): Promise<Uint8Array>
  /** Also throws `envelope_invalid` when these bytes were not wrapped for this tenant and label. */
  unwrap(tenant: string, wrapped: Uint8Array, label: string): Promise<Uint8Array>
  /** A new version wraps from now on; what the older ones wrapped still unwraps. */
  rotate(tenant: string): Promise<void>
  /** Whether it was wrapped with the newest version. */
  isCurrent(tenant: string, wrapped: Uint8Array, label: string): Promise<boolean>
  /** Ends the versions before the newest: to be called once everything was wrapped again. */
  retire(tenant: string): Promise<void>
  /** Ends every version, as soon as the provider does that. Repeating it is harmless; null when there was none. */
  destroyTenant(tenant: string): Promise<Destruction | null>
}
