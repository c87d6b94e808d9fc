import { googleUserUpdatePhones } from '#catalog/google/user-update-phones.ts'
import type { ActionConnector } from '#contract/connector.ts'
import { valueOfType, withType } from '../entries.ts'
import type { GoogleRun } from '../run.ts'
import { updating } from '../updating.ts'

export const userUpdatePhones = (run: GoogleRun): Required<ActionConnector> =>
  updating(run, {
    definition: googleUserUpdatePhones,
    body: ({ params: { type, number }, user }) => ({
      phones: withType(user.raw.phones, type, number === null ? null : { value: number }),
    }),
    fields: ({ params: { type, number } }) => ({ type, number }),
    shows: ({ params: { type, number }, user }) => valueOfType(user.raw.phones, type) === number,
  })
