import type { MessageRule as GraphMessageRule } from '@microsoft/microsoft-graph-types'
import { z } from 'zod'
import { microsoftMailboxListRules } from '#catalog/microsoft/mailbox-list-rules.ts'
import type { ActionConnector } from '#contract/connector.ts'
import { type FieldsOf, returned } from '../answer.ts'
import { collect } from '../collect.ts'
import { requireGuid } from '../ids.ts'
import type { MicrosoftRun } from '../run.ts'

const RULES_MAX = 500

const Recipients = z.array(z.object({ emailAddress: z.object({ address: z.string().nullish() }) })).nullish()

const Rule = z.object({
  id: z.string(),
  displayName: z.string().nullish(),
  isEnabled: z.boolean().nullish(),
  actions: z
    .object({
      forwardTo: Recipients,
      forwardAsAttachmentTo: Recipients,
      redirectTo: Recipients,
      delete: z.boolean().nullish(),
      permanentDelete: z.boolean().nullish(),
    })
    .nullish(),
} satisfies FieldsOf<GraphMessageRule>)

export const mailboxListRules = (run: MicrosoftRun): ActionConnector => ({
  async execute(call) {
    const id = requireGuid(call.target?.id)
    const { value, requestId } = await run(call, async (graph) => {
      const rules = await collect(
        graph,
        { path: `users/${id}/mailFolders/inbox/messageRules` },
        Rule,
        RULES_MAX,
      )
      return returned(microsoftMailboxListRules.returns, {
        rules: rules.map(({ id: rule, displayName, isEnabled, actions }) => ({
          id: rule,
          name: displayName ?? null,
          enabled: isEnabled === true,
          forwardsTo: [
            ...(actions?.forwardTo ?? []),
            ...(actions?.forwardAsAttachmentTo ?? []),
            ...(actions?.redirectTo ?? []),
          ].map((recipient) => recipient.emailAddress.address ?? 'unknown'),
          deletes: actions?.delete === true || actions?.permanentDelete === true,
        })),
      })
    })
    return { fields: value, requestId }
  },
})
