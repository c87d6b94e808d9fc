/**
 * Holds one key-encryption key for each tenant and never lets it out. `label` names what is wrapped and is bound to it:
 * a wrapped key that is moved under another name or tenant does not unwrap.
 */
export interface KeyProvider {
  /** Shown to operators, such as `local files in …`; no secrets. */
  readonly describe: string
  /** Throws `sealed` when the tenant has no key here, `key_unavailable` when the provider does not answer. */
  wrap(tenant: string, key: Uint8Array, label: string): Promise<Uint8Array>
  /** Also throws `envelope_invalid` when these bytes were not wrapped for this tenant and label. */
  unwrap(tenant: string, wrapped: Uint8Array, label: string): Promise<Uint8Array>
}
