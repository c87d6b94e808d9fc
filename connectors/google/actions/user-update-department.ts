import { googleUserUpdateDepartment } from '#catalog/google/user-update-department.ts'
import type { ActionConnector } from '#contract/connector.ts'
import { withPrimary } from '../entries.ts'
import type { GoogleRun } from '../run.ts'
import { updating } from '../updating.ts'

export const userUpdateDepartment = (run: GoogleRun): Required<ActionConnector> =>
  updating(run, {
    definition: googleUserUpdateDepartment,
    body: ({ params: { department }, user }) => ({
      organizations: withPrimary(user.raw.organizations, { department }),
    }),
    fields: ({ params }) => ({ department: params.department }),
    shows: ({ params, user }) => user.department === params.department,
  })
