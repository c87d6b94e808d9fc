import { googleUserUpdateProfile } from '#catalog/google/user-update-profile.ts'
import type { ActionConnector } from '#contract/connector.ts'
import { withPrimary } from '../entries.ts'
import type { GoogleRun } from '../run.ts'
import { updating } from '../updating.ts'

export const userUpdateProfile = (run: GoogleRun): Required<ActionConnector> =>
  updating(run, {
    definition: googleUserUpdateProfile,
    body: ({ params: { givenName, familyName, title }, user }) => ({
      ...((givenName !== undefined || familyName !== undefined) && {
        name: {
          ...(givenName !== undefined && { givenName }),
          ...(familyName !== undefined && { familyName }),
        },
      }),
      ...(title !== undefined && { organizations: withPrimary(user.raw.organizations, { title }) }),
    }),
    fields: ({ params }) => ({ changed: Object.keys(params).sort() }),
    shows: ({ params: { givenName, familyName, title }, user }) =>
      (givenName === undefined || user.raw.name?.givenName === givenName) &&
      (familyName === undefined || user.raw.name?.familyName === familyName) &&
      (title === undefined || user.title === title),
  })
