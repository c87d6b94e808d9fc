import { z } from 'zod'
import type { Run } from '../command.ts'
import { type ExitCode, exitCodes } from '../exit-codes.ts'
import { table } from '../table.ts'
import { signedInClient } from '../with-session.ts'
import { moment } from '../moment.ts'

const History = z.looseObject({
  inForce: z.looseObject({
    operator: z.string().nullable(),
    tenant: z.string().nullable(),
    united: z.string().nullable(),
  }),
  operator: z.array(
    z.looseObject({
      digest: z.string(),
      by: z.string(),
      reason: z.string(),
      at: z.string(),
      inForce: z.boolean(),
    }),
  ),
  publications: z.array(
    z.looseObject({
      publication: z.string(),
      owner: z.enum(['operator', 'tenant']),
      digest: z.string(),
      kind: z.string(),
      author: z.string(),
      authorName: z.string().nullable(),
      reason: z.string(),
      state: z.string(),
      proposedAt: z.string(),
      inForce: z.boolean(),
    }),
  ),
})

const whose = { operator: "the operator's", tenant: 'own' } as const

/** Which bundles there were: who asked for each, when, why, and what came of it. */
export async function policyHistory({ out, data }: Run): Promise<ExitCode> {
  const client = await signedInClient(data)
  const found = await client.get('/api/policy/history', History)
  out.result(found, () => {
    const mark = (inForce: boolean): string => (inForce ? 'in force' : '')
    const operator = found.operator.map((each) => [
      moment(each.at),
      mark(each.inForce),
      each.digest,
      each.by,
      each.reason,
    ])
    const asked = found.publications.map((each) => [
      moment(each.proposedAt),
      each.inForce ? 'in force' : each.state,
      whose[each.owner],
      each.digest,
      each.authorName ?? each.author,
      each.reason,
    ])
    const head = ['when', 'state', 'digest', 'by', 'why']
    return [
      "the operator's:",
      operator.length === 0 ? 'none yet' : table(head, operator),
      '',
      'what people asked for:',
      asked.length === 0 ? 'nothing yet' : table(['when', 'state', 'whose', 'digest', 'by', 'why'], asked),
      '',
      `together in force: ${found.inForce.united ?? 'nothing; everything is denied'}`,
    ].join('\n')
  })
  return exitCodes.done
}
