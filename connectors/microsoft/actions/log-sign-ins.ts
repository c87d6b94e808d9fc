import type { SignIn as GraphSignIn } from '@microsoft/microsoft-graph-types'
import { z } from 'zod'
import { microsoftLogSignIns } from '#catalog/microsoft/log-sign-ins.ts'
import type { Clock } from '#contract/clock.ts'
import type { ActionConnector } from '#contract/connector.ts'
import { type FieldsOf, returned } from '../answer.ts'
import { firstOf } from '../collect.ts'
import { requireGuid } from '../ids.ts'
import { instant, literal } from '../odata.ts'
import { parsedParams } from '../params.ts'
import type { MicrosoftRun } from '../run.ts'

const SHOWN_MAX = 50

const SignIn = z.object({
  createdDateTime: z.string(),
  appDisplayName: z.string().nullish(),
  clientAppUsed: z.string().nullish(),
  ipAddress: z.string().nullish(),
  location: z.object({ city: z.string().nullish(), countryOrRegion: z.string().nullish() }).nullish(),
  status: z.object({ errorCode: z.int(), failureReason: z.string().nullish() }),
  riskLevelAggregated: z.string().nullish(),
} satisfies FieldsOf<GraphSignIn>)

export const logSignIns = (run: MicrosoftRun, clock: Clock): ActionConnector => ({
  async execute(call) {
    const id = requireGuid(call.target?.id)
    const { hours } = parsedParams(microsoftLogSignIns.params, call.params)
    const { value, requestId } = await run(call, async (graph) => {
      const query = {
        path: 'auditLogs/signIns',
        filter: `userId eq ${literal(id)} and createdDateTime ge ${instant(clock() - hours * 3_600_000)}`,
        top: SHOWN_MAX,
      }
      const { items, more } = await firstOf(graph, query, SignIn, SHOWN_MAX)
      return returned(microsoftLogSignIns.returns, {
        signIns: items.map((item) => ({
          at: item.createdDateTime,
          app: item.appDisplayName ?? null,
          client: item.clientAppUsed ?? null,
          address: item.ipAddress ?? null,
          place: [item.location?.city, item.location?.countryOrRegion].filter(Boolean).join(', ') || null,
          errorCode: item.status.errorCode,
          reason: item.status.errorCode === 0 ? null : (item.status.failureReason ?? null),
          risk: item.riskLevelAggregated ?? null,
        })),
        more,
      })
    })
    return { fields: value, requestId }
  },
})
