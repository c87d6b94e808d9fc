import { googleLicenseAssign } from '#catalog/google/license-assign.ts'
import type { ActionConnector } from '#contract/connector.ts'
import { licensing } from '../licensing-write.ts'
import type { GoogleRun } from '../run.ts'

export const licenseAssign = (run: GoogleRun): Required<ActionConnector> =>
  licensing(run, googleLicenseAssign, {
    write: (api, licence, email) => api.licensing.assign(licence, email),
    assigned: true,
  })
