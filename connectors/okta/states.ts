import type { ChangedState } from '#contract/action.ts'
import type { StateCall, StateReader } from '#contract/connector.ts'
import { readAssignment } from './app-user.ts'
import { isMember } from './groups.ts'
import { requireOktaId } from './ids.ts'
import type { OktaRun } from './run.ts'
import { readUser } from './user.ts'

const targetOf = (call: StateCall) => requireOktaId(call.target?.id)
const userOf = ({ params }: StateCall) => requireOktaId(String(params['user']))

export function oktaStates(run: OktaRun): Readonly<Record<string, StateReader>> {
  const assigned: StateReader = async (call) => ({
    assigned: await readAssignment(run, call, targetOf(call), userOf(call)),
  })
  const member: StateReader = async (call) => ({
    member: (await run(call, (client) => isMember(client, targetOf(call), userOf(call)))).value,
  })
  const status: StateReader = async (call) => ({
    status: (await run(call, (client) => readUser(client, targetOf(call)))).value.status,
  })
  /** By parameter, the attribute that it writes; of those that the call names. */
  const profile =
    (attributeOf: (param: string) => string): StateReader =>
    async (call) => {
      const { value: user } = await run(call, (client) => client.userApi.getUser({ userId: targetOf(call) }))
      const has = new Map<string, unknown>(Object.entries(user.profile ?? {}))
      const state: ChangedState = {}
      for (const param of Object.keys(call.params)) {
        const value = has.get(attributeOf(param))
        state[param] = typeof value === 'string' && value !== '' ? value : null
      }
      return state
    }
  const itself = (param: string) => param
  return {
    'okta.app.assign_user': assigned,
    'okta.app.unassign_user': assigned,
    'okta.group.add_member': member,
    'okta.group.remove_member': member,
    'okta.user.suspend': status,
    'okta.user.unsuspend': status,
    'okta.user.update_department': profile(itself),
    'okta.user.update_email': profile(itself),
    'okta.user.update_login': profile(itself),
    'okta.user.update_manager': profile(() => 'managerId'),
    'okta.user.update_phone': profile(() => 'mobilePhone'),
    'okta.user.update_profile': profile(itself),
  }
}
