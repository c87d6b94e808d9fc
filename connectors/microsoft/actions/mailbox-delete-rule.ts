import type { MessageRule as GraphMessageRule } from '@microsoft/microsoft-graph-types'
import { z } from 'zod'
import { microsoftMailboxDeleteRule } from '#catalog/microsoft/mailbox-delete-rule.ts'
import type { ActionConnector } from '#contract/connector.ts'
import { type FieldsOf, returned } from '../answer.ts'
import { collect } from '../collect.ts'
import { requireGuid } from '../ids.ts'
import { parsedParams } from '../params.ts'
import { refusedByState } from '../refused-by-state.ts'
import type { MicrosoftRun } from '../run.ts'

const Rule = z.object({ id: z.string() } satisfies FieldsOf<GraphMessageRule>)

export const mailboxDeleteRule = (run: MicrosoftRun): Required<ActionConnector> => ({
  async execute(call) {
    const id = requireGuid(call.target?.id)
    const { rule } = parsedParams(microsoftMailboxDeleteRule.params, call.params)
    const path = `/users/${id}/mailFolders/inbox/messageRules/${encodeURIComponent(rule)}`
    const { requestId } = await refusedByState(run(call, ({ client }) => client.api(path).delete()))
    return { fields: returned(microsoftMailboxDeleteRule.returns, { deleted: true }), requestId }
  },

  async happened(call) {
    const id = requireGuid(call.target?.id)
    const { rule } = parsedParams(microsoftMailboxDeleteRule.params, call.params)
    const query = { path: `users/${id}/mailFolders/inbox/messageRules` }
    const { value: rules } = await run(call, (graph) => collect(graph, query, Rule, 500))
    return rules.some((each) => each.id === rule) ? 'no' : 'yes'
  },
})
