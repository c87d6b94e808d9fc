import { googleOrgUnitList } from '#catalog/google/org-unit-list.ts'
import type { ActionConnector } from '#contract/connector.ts'
import { listOrgUnits } from '../org-units.ts'
import { reading } from '../reading.ts'
import type { GoogleRun } from '../run.ts'

export const orgUnitList = (run: GoogleRun): ActionConnector =>
  reading(run, googleOrgUnitList, async (api) => ({
    orgUnits: await listOrgUnits(api),
  }))
