import { microsoftMailboxGetSettings } from '#catalog/microsoft/mailbox-get-settings.ts'
import type { ActionConnector } from '#contract/connector.ts'
import { returned } from '../answer.ts'
import { requireGuid } from '../ids.ts'
import { fromGraphMoment, fromHtml, readSettings } from '../mailbox.ts'
import type { MicrosoftRun } from '../run.ts'

export const mailboxGetSettings = (run: MicrosoftRun): ActionConnector => ({
  async execute(call) {
    const id = requireGuid(call.target?.id)
    const { value, requestId } = await run(call, async (graph) => {
      const settings = await readSettings(graph, id)
      const replies = settings.automaticRepliesSetting
      return returned(microsoftMailboxGetSettings.returns, {
        timeZone: settings.timeZone ?? null,
        language: settings.language?.locale ?? null,
        automaticReplies: {
          status: replies.status,
          audience: replies.externalAudience,
          internal: fromHtml(replies.internalReplyMessage ?? ''),
          external: fromHtml(replies.externalReplyMessage ?? ''),
          start: fromGraphMoment(replies.scheduledStartDateTime),
          end: fromGraphMoment(replies.scheduledEndDateTime),
        },
      })
    })
    return { fields: value, requestId }
  },
})
