import { microsoftUserUpdatePhones } from '#catalog/microsoft/user-update-phones.ts'
import type { ActionConnector } from '#contract/connector.ts'
import { returned } from '../answer.ts'
import type { MicrosoftRun } from '../run.ts'
import { userPatch } from '../user-patch.ts'

export const userUpdatePhones = (run: MicrosoftRun): Required<ActionConnector> =>
  userPatch(
    run,
    microsoftUserUpdatePhones.params,
    ({ mobile, business }) => ({
      ...(mobile !== undefined && { mobilePhone: mobile }),
      // A list by type, which holds one.
      ...(business !== undefined && { businessPhones: [business] }),
    }),
    (changed) => returned(microsoftUserUpdatePhones.returns, { changed }),
  )
