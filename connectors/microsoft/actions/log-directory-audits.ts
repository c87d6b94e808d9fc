import type { DirectoryAudit as GraphDirectoryAudit } from '@microsoft/microsoft-graph-types'
import { z } from 'zod'
import { microsoftLogDirectoryAudits } from '#catalog/microsoft/log-directory-audits.ts'
import type { Clock } from '#contract/clock.ts'
import type { ActionConnector } from '#contract/connector.ts'
import { type FieldsOf, returned } from '../answer.ts'
import { firstOf } from '../collect.ts'
import { requireGuid } from '../ids.ts'
import { instant, literal } from '../odata.ts'
import { parsedParams } from '../params.ts'
import type { MicrosoftRun } from '../run.ts'

const SHOWN_MAX = 50

const Audit = z.object({
  activityDateTime: z.string(),
  activityDisplayName: z.string(),
  category: z.string().nullish(),
  loggedByService: z.string().nullish(),
  result: z.string(),
  resultReason: z.string().nullish(),
  initiatedBy: z
    .object({
      user: z.object({ userPrincipalName: z.string().nullish() }).nullish(),
      app: z.object({ displayName: z.string().nullish() }).nullish(),
    })
    .nullish(),
} satisfies FieldsOf<GraphDirectoryAudit>)

export const logDirectoryAudits = (run: MicrosoftRun, clock: Clock): ActionConnector => ({
  async execute(call) {
    const id = requireGuid(call.target?.id)
    const { hours } = parsedParams(microsoftLogDirectoryAudits.params, call.params)
    const { value, requestId } = await run(call, async (graph) => {
      const query = {
        path: 'auditLogs/directoryAudits',
        filter: `activityDateTime ge ${instant(clock() - hours * 3_600_000)} and targetResources/any(t:t/id eq ${literal(id)})`,
        top: SHOWN_MAX,
      }
      const { items, more } = await firstOf(graph, query, Audit, SHOWN_MAX)
      return returned(microsoftLogDirectoryAudits.returns, {
        audits: items.map((item) => ({
          at: item.activityDateTime,
          activity: item.activityDisplayName,
          category: item.category ?? null,
          service: item.loggedByService ?? null,
          result: item.result,
          reason: item.resultReason || null,
          by: item.initiatedBy?.user?.userPrincipalName ?? item.initiatedBy?.app?.displayName ?? null,
        })),
        more,
      })
    })
    return { fields: value, requestId }
  },
})
