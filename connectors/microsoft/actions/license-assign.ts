import { microsoftLicenseAssign } from '#catalog/microsoft/license-assign.ts'
import type { ActionConnector } from '#contract/connector.ts'
import { returned } from '../answer.ts'
import { requireGuid } from '../ids.ts'
import { hasLicense } from '../licenses.ts'
import { parsedParams } from '../params.ts'
import { refusedByState } from '../refused-by-state.ts'
import type { MicrosoftRun } from '../run.ts'

export const licenseAssign = (run: MicrosoftRun): Required<ActionConnector> => ({
  async execute(call) {
    const id = requireGuid(call.target?.id)
    const { license } = parsedParams(microsoftLicenseAssign.params, call.params)
    // Both lists, always: Graph refuses one alone.
    const body = { addLicenses: [{ skuId: license, disabledPlans: [] }], removeLicenses: [] }
    const { requestId } = await refusedByState(
      run(call, ({ client }) => client.api(`/users/${id}/assignLicense`).post(body)),
    )
    return { fields: returned(microsoftLicenseAssign.returns, { assigned: true }), requestId }
  },

  async happened(call) {
    const id = requireGuid(call.target?.id)
    const { license } = parsedParams(microsoftLicenseAssign.params, call.params)
    const { value: has } = await run(call, (graph) => hasLicense(graph, id, license))
    return has ? 'yes' : 'no'
  },
})
