import { microsoftUserUpdateDepartment } from '#catalog/microsoft/user-update-department.ts'
import type { ActionConnector } from '#contract/connector.ts'
import { returned } from '../answer.ts'
import type { MicrosoftRun } from '../run.ts'
import { userPatch } from '../user-patch.ts'

export const userUpdateDepartment = (run: MicrosoftRun): Required<ActionConnector> =>
  userPatch(
    run,
    microsoftUserUpdateDepartment.params,
    ({ department }) => ({ department }),
    (changed) => returned(microsoftUserUpdateDepartment.returns, { changed }),
  )
