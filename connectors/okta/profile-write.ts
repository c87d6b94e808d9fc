import type { z } from 'zod'
import type { ActionConnector, ConnectorCall } from '#contract/connector.ts'
import { requireOktaId } from './ids.ts'
import { parsedParams } from './params.ts'
import { returned } from './returned.ts'
import type { OktaRun } from './run.ts'
import { unlessDeactivated } from './unless-deactivated.ts'

type Attributes = Record<string, string>

/** Okta keeps these without regard to case. */
const caseless: ReadonlySet<string> = new Set(['login', 'email'])

/**
 * A partial update of a user's profile: the attributes that `toProfile` makes of the parsed parameters, and no others.
 * Read back by `decisive` ones, all of them unless said: the same values again change nothing, so that holding them is done.
 */
export const profileWrite = <Params extends z.ZodObject>(
  run: OktaRun,
  definition: { params: Params; returns: z.ZodType<{ changed: string[] }> },
  toProfile: (params: z.output<Params>, call: ConnectorCall) => Attributes,
  decisive: (attribute: string) => boolean = () => true,
): Required<ActionConnector> => ({
  async execute(call) {
    const userId = requireOktaId(call.target?.id)
    const profile = toProfile(parsedParams(definition.params, call.params), call)
    const work = run(call, (client) => client.userApi.updateUser({ userId, user: { profile } }))
    const { requestId } = await unlessDeactivated(run, call, userId, work)
    return { fields: returned(definition.returns, { changed: Object.keys(profile).sort() }), requestId }
  },

  async happened(call) {
    const userId = requireOktaId(call.target?.id)
    const wanted = toProfile(parsedParams(definition.params, call.params), call)
    const { value: user } = await run(call, (client) => client.userApi.getUser({ userId }))
    const has = new Map<string, unknown>(Object.entries(user.profile ?? {}))
    const same = Object.entries(wanted)
      .filter(([name]) => decisive(name))
      .every(([name, value]) => fold(name, has.get(name)) === fold(name, value))
    return same ? 'yes' : 'no'
  },
})

const fold = (name: string, value: unknown): unknown =>
  caseless.has(name) && typeof value === 'string' ? value.toLowerCase() : value
