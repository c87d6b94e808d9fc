import type { RiskyUser as GraphRiskyUser } from '@microsoft/microsoft-graph-types'
import { z } from 'zod'
import { microsoftRiskList } from '#catalog/microsoft/risk-list.ts'
import type { ActionConnector } from '#contract/connector.ts'
import { type FieldsOf, returned } from '../answer.ts'
import { firstOf } from '../collect.ts'
import { literal } from '../odata.ts'
import { parsedParams } from '../params.ts'
import type { MicrosoftRun } from '../run.ts'

const SHOWN_MAX = 50
const AT_RISK = `(riskState eq ${literal('atRisk')} or riskState eq ${literal('confirmedCompromised')})`

const RiskyUser = z.object({
  id: z.string(),
  userPrincipalName: z.string().nullish(),
  riskLevel: z.string(),
  riskState: z.string(),
  riskDetail: z.string().nullish(),
  riskLastUpdatedDateTime: z.string().nullish(),
} satisfies FieldsOf<GraphRiskyUser>)

export const riskList = (run: MicrosoftRun): ActionConnector => ({
  async execute(call) {
    const { level } = parsedParams(microsoftRiskList.params, call.params)
    const { value, requestId } = await run(call, async (graph) => {
      const query = {
        path: 'identityProtection/riskyUsers',
        filter: level === undefined ? AT_RISK : `${AT_RISK} and riskLevel eq ${literal(level)}`,
        top: SHOWN_MAX,
      }
      const { items, more } = await firstOf(graph, query, RiskyUser, SHOWN_MAX)
      return returned(microsoftRiskList.returns, {
        users: items.map((user) => ({
          id: user.id,
          upn: user.userPrincipalName ?? null,
          level: user.riskLevel,
          state: user.riskState,
          detail: user.riskDetail ?? null,
          updated: user.riskLastUpdatedDateTime ?? null,
        })),
        more,
      })
    })
    return { fields: value, requestId }
  },
})
