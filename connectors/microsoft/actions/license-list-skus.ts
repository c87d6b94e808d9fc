import { microsoftLicenseListSkus } from '#catalog/microsoft/license-list-skus.ts'
import type { ActionConnector } from '#contract/connector.ts'
import { returned } from '../answer.ts'
import { listSkus } from '../licenses.ts'
import type { MicrosoftRun } from '../run.ts'

export const licenseListSkus = (run: MicrosoftRun): ActionConnector => ({
  async execute(call) {
    const { value, requestId } = await run(call, async (graph) => {
      const skus = await listSkus(graph)
      return returned(microsoftLicenseListSkus.returns, {
        skus: skus.map((sku) => ({
          id: sku.skuId,
          name: sku.skuPartNumber,
          status: sku.capabilityStatus,
          free: sku.prepaidUnits.enabled - sku.consumedUnits,
          used: sku.consumedUnits,
        })),
      })
    })
    return { fields: value, requestId }
  },
})
