import { microsoftMailboxSetAutomaticReplies } from '#catalog/microsoft/mailbox-set-automatic-replies.ts'
import type { ActionConnector } from '#contract/connector.ts'
import { returned } from '../answer.ts'
import { requireGuid } from '../ids.ts'
import { fromGraphMoment, fromHtml, readSettings, toGraphMoment, toHtml } from '../mailbox.ts'
import { parsedParams } from '../params.ts'
import { refusedByState } from '../refused-by-state.ts'
import type { MicrosoftRun } from '../run.ts'

export const mailboxSetAutomaticReplies = (run: MicrosoftRun): Required<ActionConnector> => ({
  async execute(call) {
    const id = requireGuid(call.target?.id)
    const wanted = parsedParams(microsoftMailboxSetAutomaticReplies.params, call.params)
    const { requestId } = await refusedByState(
      run(call, ({ client }) =>
        client.api(`/users/${id}/mailboxSettings`).patch({
          automaticRepliesSetting: {
            status: wanted.status,
            ...(wanted.audience !== undefined && { externalAudience: wanted.audience }),
            ...(wanted.internal !== undefined && { internalReplyMessage: toHtml(wanted.internal) }),
            ...(wanted.external !== undefined && { externalReplyMessage: toHtml(wanted.external) }),
            ...(wanted.start !== undefined && { scheduledStartDateTime: toGraphMoment(wanted.start) }),
            ...(wanted.end !== undefined && { scheduledEndDateTime: toGraphMoment(wanted.end) }),
          },
        }),
      ),
    )
    return {
      fields: returned(microsoftMailboxSetAutomaticReplies.returns, { status: wanted.status }),
      requestId,
    }
  },

  /** Exchange rewrites the texts' HTML: where all but those agrees, it cannot be told. */
  async happened(call) {
    const id = requireGuid(call.target?.id)
    const wanted = parsedParams(microsoftMailboxSetAutomaticReplies.params, call.params)
    const { value: settings } = await run(call, (graph) => readSettings(graph, id))
    const shown = settings.automaticRepliesSetting
    const same = (given: string | undefined, stands: string | null) =>
      given === undefined || (stands !== null && Date.parse(given) === Date.parse(stands))
    if (
      shown.status !== wanted.status ||
      (wanted.audience !== undefined && shown.externalAudience !== wanted.audience) ||
      !same(wanted.start, fromGraphMoment(shown.scheduledStartDateTime)) ||
      !same(wanted.end, fromGraphMoment(shown.scheduledEndDateTime))
    )
      return 'no'
    const texts: [string | undefined, string | null | undefined][] = [
      [wanted.internal, shown.internalReplyMessage],
      [wanted.external, shown.externalReplyMessage],
    ]
    const agree = texts.every(
      ([given, stands]) =>
        given === undefined || fromHtml(stands ?? '') === given.replaceAll('\r\n', '\n').trim(),
    )
    return agree ? 'yes' : 'cannot_tell'
  },
})
