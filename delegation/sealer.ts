import type { TenantId } from '#contract/ids.ts'

/** Seals with the gate's own key, bound to tenant, row and field: a sealed value moved elsewhere does not open. */
export interface Sealer {
  seal(tenant: TenantId, row: string, field: string, bytes: Uint8Array): Promise<Uint8Array>
  /** Throws DexError `sealed` or `envelope_invalid`. */
  open(tenant: TenantId, row: string, field: string, sealed: Uint8Array): Promise<Uint8Array>
}
