import type { ResolvedObject } from '#contract/action.ts'
import type { Credential } from '#contract/connector.ts'
import { isGuid } from '../ids.ts'
import { listSkus } from '../licenses.ts'
import type { MicrosoftRun } from '../run.ts'

/** The licence with this skuId, if the organization has it and people can have it; null otherwise. */
export async function resolveLicense(
  run: MicrosoftRun,
  skuId: string,
  credential: Credential,
  signal: AbortSignal,
): Promise<ResolvedObject | null> {
  if (!isGuid(skuId)) return null
  const { value: skus } = await run({ credential, signal }, listSkus)
  const sku = skus.find((each) => each.skuId === skuId)
  if (sku === undefined) return null
  return {
    platform: 'microsoft',
    type: 'license',
    id: skuId,
    email: null,
    displayName: sku.skuPartNumber,
    department: null,
    privileged: false,
    labels: [],
    status: sku.capabilityStatus,
  }
}
