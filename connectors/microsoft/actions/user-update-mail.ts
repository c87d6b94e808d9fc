import { microsoftUserUpdateMail } from '#catalog/microsoft/user-update-mail.ts'
import type { ActionConnector } from '#contract/connector.ts'
import { returned } from '../answer.ts'
import type { MicrosoftRun } from '../run.ts'
import { userPatch } from '../user-patch.ts'

export const userUpdateMail = (run: MicrosoftRun): Required<ActionConnector> =>
  userPatch(
    run,
    microsoftUserUpdateMail.params,
    ({ mail, otherMails }) => ({
      ...(mail !== undefined && { mail }),
      ...(otherMails !== undefined && { otherMails }),
    }),
    (changed) => returned(microsoftUserUpdateMail.returns, { changed }),
  )
