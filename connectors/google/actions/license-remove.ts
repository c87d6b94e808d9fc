import { googleLicenseRemove } from '#catalog/google/license-remove.ts'
import type { ActionConnector } from '#contract/connector.ts'
import { licensing } from '../licensing-write.ts'
import type { GoogleRun } from '../run.ts'

export const licenseRemove = (run: GoogleRun): Required<ActionConnector> =>
  licensing(run, googleLicenseRemove, {
    write: (api, licence, email) => api.licensing.remove(licence, email),
    assigned: false,
  })
