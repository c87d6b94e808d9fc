import { googleUserMoveOrgUnit } from '#catalog/google/user-move-org-unit.ts'
import type { ActionConnector } from '#contract/connector.ts'
import { requireId } from '../ids.ts'
import { readOrgUnit } from '../org-units.ts'
import type { GoogleRun } from '../run.ts'
import { updating } from '../updating.ts'

export const userMoveOrgUnit = (run: GoogleRun): Required<ActionConnector> =>
  updating(run, {
    definition: googleUserMoveOrgUnit,
    // The id is what was decided on; Google wants the path, which a rename changes.
    body: async ({ api, params }) => ({
      orgUnitPath: (await readOrgUnit(api, requireId('org_unit', params.orgUnit))).path,
    }),
    fields: ({ user }) => ({ orgUnitPath: user.orgUnitPath }),
    shows: async ({ api, params, user }) =>
      user.orgUnitPath === (await readOrgUnit(api, requireId('org_unit', params.orgUnit))).path,
  })
