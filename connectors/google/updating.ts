import type { z } from 'zod'
import type { ActionConnector, ConnectorCall } from '#contract/connector.ts'
import { beforeWrite } from './around-write.ts'
import { requireId } from './ids.ts'
import { parsedParams } from './params.ts'
import { returned } from './returned.ts'
import type { GoogleApi, GoogleRun } from './run.ts'
import { type GoogleUser, type RawUser, readUser, toGoogleUser } from './user.ts'

interface Update<Params extends z.ZodObject, Returns extends z.ZodType> {
  definition: { params: Params; returns: Returns }
  /**
   * The partial user to write: what is absent is kept, arrays are replaced whole, so that what stands beside the changed
   * entry is taken over from `user`. Two writers at once: the later one wins, as Google has no lock for it.
   */
  body: (change: Change<Params>) => Promise<RawUser> | RawUser
  fields: (change: Change<Params>) => z.input<Returns>
  /** Whether the user shows the change. */
  shows: (change: Change<Params>) => Promise<boolean> | boolean
}

interface Change<Params extends z.ZodObject> {
  params: z.output<Params>
  user: GoogleUser
  api: GoogleApi
  call: ConnectorCall
}

/** A write by `PUT /admin/directory/v1/users/{id}` that the user itself shows afterwards. */
export const updating = <Params extends z.ZodObject, Returns extends z.ZodType>(
  run: GoogleRun,
  update: Update<Params, Returns>,
): Required<ActionConnector> => ({
  async execute(call) {
    const params = parsedParams(update.definition.params, call.params)
    const userKey = requireId('user', call.target?.id)
    const { value: requestBody } = await beforeWrite(
      run(call, async (api) => update.body({ params, user: await readUser(api, userKey), api, call })),
    )
    const { value, requestId } = await run(call, async (api) => {
      const user = toGoogleUser((await api.directory.users.update({ userKey, requestBody })).data)
      return returned(update.definition.returns, update.fields({ params, user, api, call }))
    })
    return { fields: value, requestId }
  },

  async happened(call) {
    const params = parsedParams(update.definition.params, call.params)
    const userKey = requireId('user', call.target?.id)
    const { value } = await run(call, async (api) =>
      update.shows({ params, user: await readUser(api, userKey), api, call }),
    )
    return value ? 'yes' : 'no'
  },
})
