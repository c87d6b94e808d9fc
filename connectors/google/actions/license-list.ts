import { googleLicenseList } from '#catalog/google/license-list.ts'
import type { ActionConnector } from '#contract/connector.ts'
import { readCustomerId } from '../customer.ts'
import { requireLicence } from '../licences.ts'
import { reading } from '../reading.ts'
import type { GoogleRun } from '../run.ts'

export const licenseList = (run: GoogleRun): ActionConnector =>
  reading(run, googleLicenseList, async (api, { sku }) => {
    const licence = requireLicence(sku)
    return {
      name: licence.name,
      assignedTo: await api.licensing.list(licence, await readCustomerId(api)),
    }
  })
