import type { LicenseDetails as GraphLicenseDetails } from '@microsoft/microsoft-graph-types'
import { z } from 'zod'
import { microsoftLicenseList } from '#catalog/microsoft/license-list.ts'
import type { ActionConnector } from '#contract/connector.ts'
import { type FieldsOf, returned } from '../answer.ts'
import { collect } from '../collect.ts'
import { requireGuid } from '../ids.ts'
import { readLicensed } from '../licenses.ts'
import type { MicrosoftRun } from '../run.ts'

const Detail = z.object({
  skuId: z.string(),
  skuPartNumber: z.string(),
} satisfies FieldsOf<GraphLicenseDetails>)

export const licenseList = (run: MicrosoftRun): ActionConnector => ({
  async execute(call) {
    const id = requireGuid(call.target?.id)
    const { value, requestId } = await run(call, async (graph) => {
      const [licensed, details] = await Promise.all([
        readLicensed(graph, id),
        collect(graph, { path: `users/${id}/licenseDetails` }, Detail, 200),
      ])
      // One licence can come twice, directly and through a group: each is a line.
      const states = licensed.licenseAssignmentStates
      return returned(microsoftLicenseList.returns, {
        licenses: states.map((state) => ({
          id: state.skuId,
          name: details.find((detail) => detail.skuId === state.skuId)?.skuPartNumber ?? null,
          byGroup: state.assignedByGroup ?? null,
          state: state.state ?? null,
        })),
      })
    })
    return { fields: value, requestId }
  },
})
