import { z } from 'zod'
import { span } from '#contract/span.ts'
import type { Run } from '../command.ts'
import { type ExitCode, exitCodes } from '../exit-codes.ts'
import { table } from '../table.ts'
import { signedInClient } from '../with-session.ts'

const Approvers = z.looseObject({
  items: z.array(
    z.looseObject({
      person: z.string(),
      name: z.string().nullable(),
      you: z.boolean(),
      yes: z.int(),
      no: z.int(),
      approvedPercent: z.int(),
      forOthers: z.int(),
      medianMs: z.int(),
    }),
  ),
})

export async function listApprovers({ out, data }: Run, days: string): Promise<ExitCode> {
  const client = await signedInClient(data)
  const found = await client.get(`/api/approvers?${new URLSearchParams({ days })}`, Approvers)
  out.result(found, () =>
    found.items.length === 0
      ? 'nobody’s yes or no counted in this time'
      : table(
          ['person', 'yes', 'no', 'approved', 'for others', 'decided after'],
          found.items.map((each) => [
            each.you ? 'you' : (each.name ?? each.person),
            String(each.yes),
            String(each.no),
            `${each.approvedPercent} %`,
            String(each.forOthers),
            span(each.medianMs),
          ]),
        ),
  )
  return exitCodes.done
}
