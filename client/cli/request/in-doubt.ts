import { z } from 'zod'
import { DexError } from '#contract/error.ts'
import type { Run } from '../command.ts'
import { type ExitCode, exitCodes } from '../exit-codes.ts'
import { table } from '../table.ts'
import { signedInClient } from '../with-session.ts'
import { moment } from '../moment.ts'

const Doubt = z.looseObject({
  request: z.string(),
  step: z.int(),
  hash: z.string(),
  action: z.string(),
  target: z.looseObject({ id: z.string() }).nullable(),
  intendedAt: z.string(),
})
const Doubts = z.looseObject({ items: z.array(Doubt) })

export async function listInDoubt({ out, data }: Run): Promise<ExitCode> {
  const found = await (await signedInClient(data)).get('/api/in-doubt', Doubts)
  out.result(found, () =>
    found.items.length === 0
      ? 'nothing is in doubt'
      : table(
          ['request', 'step', 'action', 'target', 'tried'],
          found.items.map((each) => [
            each.request,
            String(each.step),
            each.action,
            each.target?.id ?? '-',
            moment(each.intendedAt),
          ]),
        ),
  )
  return exitCodes.done
}

export async function settleInDoubt(
  { out, data }: Run,
  id: string,
  step: string,
  said: { happened?: boolean; notHappened?: boolean; seen: string; reference?: string },
): Promise<ExitCode> {
  if (said.happened === said.notHappened)
    throw new DexError('usage', 'say either `--happened` or `--not-happened`')
  const client = await signedInClient(data)
  const { items } = await client.get('/api/in-doubt', Doubts)
  const doubt = items.find((each) => each.request === id && String(each.step) === step)
  if (!doubt) throw new DexError('not_found', `step \`${step}\` of \`${id}\` is not in doubt`)
  const { seen, reference } = said
  const body = {
    hash: doubt.hash,
    happened: said.happened === true,
    seen,
    ...(reference !== undefined && { reference }),
  }
  const path = `/api/requests/${encodeURIComponent(id)}/steps/${doubt.step}/settle`
  const answer = await client.post(path, body, z.looseObject({ settled: z.literal(true) }))
  out.result(answer, () => `settled: ${body.happened ? 'it was done' : 'it was not done'}`)
  return exitCodes.done
}
