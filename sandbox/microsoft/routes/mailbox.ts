import type { FastifyInstance, FastifyRequest } from 'fastify'
import { z } from 'zod'
import { findUser, isSelf, type Microsoft } from '../context.ts'
import { GraphRefusal } from '../errors.ts'
import type { User } from '../model.ts'
import { listOf } from '../paging.ts'

interface ById {
  Params: { id: string }
}

const Moment = z.strictObject({ dateTime: z.string(), timeZone: z.string() })

const Settings = z.strictObject({
  automaticRepliesSetting: z.strictObject({
    status: z.enum(['disabled', 'alwaysEnabled', 'scheduled']).optional(),
    externalAudience: z.enum(['none', 'contactsOnly', 'all']).optional(),
    internalReplyMessage: z.string().optional(),
    externalReplyMessage: z.string().optional(),
    scheduledStartDateTime: Moment.optional(),
    scheduledEndDateTime: Moment.optional(),
  }),
})

export function addMailboxRoutes(app: FastifyInstance, microsoft: Microsoft): void {
  /** INVARIANT: a delegated token reaches its own mailbox alone, a global administrator's included. */
  const own = async (request: FastifyRequest<ById>, scope: string) => {
    const caller = await microsoft.authorize(request, scope)
    const user = findUser(request.method === 'GET' ? caller.seen : microsoft.directory, request.params.id)
    if (!isSelf(caller, user))
      throw new GraphRefusal(403, 'ErrorAccessDenied', 'Access is denied. Check credentials and try again.')
    return { caller, user }
  }

  app.get<ById>('/v1.0/users/:id/mailboxSettings', async (request) => {
    const { user } = await own(request, 'MailboxSettings.Read')
    return settingsOf(user)
  })

  app.patch<ById>('/v1.0/users/:id/mailboxSettings', async (request) => {
    const { caller, user } = await own(request, 'MailboxSettings.ReadWrite')
    const parsed = Settings.safeParse(request.body)
    if (!parsed.success) throw new GraphRefusal(400, 'RequestBodyRead', 'The request body cannot be read.')
    const { internalReplyMessage, externalReplyMessage, ...rest } = parsed.data.automaticRepliesSetting
    const start = rest.scheduledStartDateTime?.dateTime
    const end = rest.scheduledEndDateTime?.dateTime
    if (start !== undefined && end !== undefined && start >= end)
      throw new GraphRefusal(400, 'ErrorInvalidTimeSettings', 'The start is not before the end.')
    const change = () => {
      Object.assign(user.automaticReplies, rest, {
        ...(internalReplyMessage !== undefined && { internalReplyMessage: wrapped(internalReplyMessage) }),
        ...(externalReplyMessage !== undefined && { externalReplyMessage: wrapped(externalReplyMessage) }),
      })
    }
    microsoft.write(caller, change)
    return { automaticRepliesSetting: user.automaticReplies }
  })

  app.get<ById>('/v1.0/users/:id/mailFolders/inbox/messageRules', async (request) => {
    const { user } = await own(request, 'MailboxSettings.Read')
    const rules = user.rules.map((rule, index) => ({
      ...rule,
      sequence: index + 1,
      isEnabled: true,
      hasError: false,
    }))
    return listOf(microsoft, request, rules)
  })

  app.delete<{ Params: { id: string; rule: string } }>(
    '/v1.0/users/:id/mailFolders/inbox/messageRules/:rule',
    async (request, reply) => {
      const { caller, user } = await own(request, 'MailboxSettings.ReadWrite')
      const { rule } = request.params
      if (!user.rules.some((each) => each.id === rule))
        throw new GraphRefusal(404, 'ErrorItemNotFound', 'The specified object was not found in the store.')
      microsoft.write(caller, () => {
        user.rules = user.rules.filter((each) => each.id !== rule)
      })
      return reply.code(204).send()
    },
  )
}

/** Exchange keeps a document of its own making. */
const wrapped = (html: string): string => (html === '' ? '' : `<html>\n<body>\n${html}\n</body>\n</html>\n`)

const settingsOf = (user: User) => ({
  timeZone: 'W. Europe Standard Time',
  dateFormat: '',
  timeFormat: '',
  userPurpose: 'user',
  language: { locale: 'en-US', displayName: 'English (United States)' },
  automaticRepliesSetting: user.automaticReplies,
})
