import type { TenantId } from '#contract/ids.ts'
import type { Place } from '#vault/envelope.ts'

/** Where a secret for a person belongs: gate seals it there, api opens it there. */
export const secretPlace = (tenant: TenantId, id: string): Place => ({
  tenant,
  table: 'secrets',
  row: id,
  field: 'sealed',
})
