import { z } from 'zod'
import type { ChangedState } from '#contract/action.ts'
import type { StateCall, StateReader } from '#contract/connector.ts'
import { read } from './answer.ts'
import { requireGuid } from './ids.ts'
import { isMember } from './is-member.ts'
import { readLicensed } from './licenses.ts'
import { fromGraphMoment, fromHtml, readSettings } from './mailbox.ts'
import { noneWhenMissing } from './none-when-missing.ts'
import { asked } from './collect.ts'
import type { MicrosoftRun } from './run.ts'
import { readUser, type User } from './user.ts'

const targetOf = (call: StateCall) => requireGuid(call.target?.id)
const Manager = z.object({ id: z.string() })

export function microsoftStates(run: MicrosoftRun): Readonly<Record<string, StateReader>> {
  const member: StateReader = async (call) => {
    const user = requireGuid(String(call.params['user']))
    return { member: (await run(call, (graph) => isMember(graph, targetOf(call), user))).value }
  }
  const license: StateReader = async (call) => {
    const { value } = await run(call, (graph) => readLicensed(graph, targetOf(call)))
    const found = value.assignedLicenses.find(({ skuId }) => skuId === call.params['license'])
    return { assigned: found !== undefined, disabledPlans: found?.disabledPlans ?? [] }
  }
  const enabled: StateReader = async (call) => ({
    enabled: (await run(call, (graph) => readUser(graph, targetOf(call)))).value.accountEnabled,
  })
  const attributes =
    (valueOf: (user: User, param: string) => ChangedState[string]): StateReader =>
    async (call) => {
      const { value: user } = await run(call, (graph) => readUser(graph, targetOf(call)))
      return Object.fromEntries(Object.keys(call.params).map((param) => [param, valueOf(user, param)]))
    }
  const itself = (user: User, param: string) => user[param as keyof User]
  return {
    'microsoft.group.add_member': member,
    'microsoft.group.remove_member': member,
    'microsoft.license.assign': license,
    'microsoft.license.remove': license,
    'microsoft.mailbox.set_automatic_replies': async (call) => {
      const { value } = await run(call, (graph) => readSettings(graph, targetOf(call)))
      const replies = value.automaticRepliesSetting
      return {
        status: replies.status,
        audience: replies.externalAudience,
        internal: fromHtml(replies.internalReplyMessage ?? ''),
        external: fromHtml(replies.externalReplyMessage ?? ''),
        // They stand there in any state, and mean nothing in the others.
        ...(replies.status === 'scheduled' && {
          start: fromGraphMoment(replies.scheduledStartDateTime),
          end: fromGraphMoment(replies.scheduledEndDateTime),
        }),
      }
    },
    'microsoft.user.disable': enabled,
    'microsoft.user.enable': enabled,
    'microsoft.user.update_department': attributes(itself),
    'microsoft.user.update_mail': attributes(itself),
    'microsoft.user.update_manager': async (call) => {
      const found = await noneWhenMissing(
        run(call, async (graph) =>
          read(
            Manager,
            await asked(graph, { path: `users/${targetOf(call)}/manager`, select: ['id'] }).get(),
          ),
        ),
      )
      return { manager: found?.value.id ?? null }
    },
    'microsoft.user.update_phones': attributes((user, param) =>
      param === 'mobile' ? user.mobilePhone : (user.businessPhones[0] ?? null),
    ),
    'microsoft.user.update_profile': attributes(itself),
  }
}
