import { licenceSkus } from '#catalog/google/licence-skus.ts'
import { DexError } from '#contract/error.ts'

export interface Licence {
  product: string
  sku: string
  name: string
}

/** Null for a SKU that Dex does not know: Google has no list to look it up in. */
export function findLicence(sku: string): Licence | null {
  const known = Object.hasOwn(licenceSkus, sku) ? licenceSkus[sku] : undefined
  return known === undefined ? null : { sku, ...known }
}

export function requireLicence(sku: string): Licence {
  const licence = findLicence(sku)
  if (licence !== null) return licence
  throw new DexError('platform_not_found', 'not a known SKU', { extra: { mayHaveHappened: false } })
}
