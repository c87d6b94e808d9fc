import { microsoftUserUpdateProfile } from '#catalog/microsoft/user-update-profile.ts'
import type { ActionConnector } from '#contract/connector.ts'
import { returned } from '../answer.ts'
import type { MicrosoftRun } from '../run.ts'
import { userPatch } from '../user-patch.ts'

export const userUpdateProfile = (run: MicrosoftRun): Required<ActionConnector> =>
  userPatch(
    run,
    microsoftUserUpdateProfile.params,
    ({ givenName, surname, displayName, jobTitle, officeLocation, preferredLanguage, usageLocation }) => ({
      ...(givenName !== undefined && { givenName }),
      ...(surname !== undefined && { surname }),
      ...(displayName !== undefined && { displayName }),
      ...(jobTitle !== undefined && { jobTitle }),
      ...(officeLocation !== undefined && { officeLocation }),
      ...(preferredLanguage !== undefined && { preferredLanguage }),
      ...(usageLocation !== undefined && { usageLocation }),
    }),
    (changed) => returned(microsoftUserUpdateProfile.returns, { changed }),
  )
