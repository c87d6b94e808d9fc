import { z } from 'zod'
import { DexError } from '#contract/error.ts'
import { RequestStatus } from '#contract/request.ts'
import type { Run } from '../command.ts'
import { type ExitCode, exitCodes } from '../exit-codes.ts'
import { sayAnswer, StatementAnswer } from '../statement-answer.ts'
import { table } from '../table.ts'
import { signedInClient } from '../with-session.ts'
import { moment } from '../moment.ts'

/** What this command line uses of a request; the rest is passed on as it comes. */
export const Request = z.looseObject({
  id: z.string(),
  status: z.string(),
  channel: z.string(),
  actions: z.array(z.string()),
  openedAt: z.string(),
})
type Request = z.infer<typeof Request>
const Requests = z.looseObject({ items: z.array(Request) })

export async function createRequest(
  { out, data }: Run,
  body: { title: string; text: string; list?: string },
): Promise<ExitCode> {
  const client = await signedInClient(data)
  const made = await client.post('/api/requests', body, z.looseObject({ id: z.string() }))
  out.result(made, () => made.id)
  return exitCodes.done
}

export async function listRequests(
  { out, data }: Run,
  { status, limit }: { status?: string; limit: string },
): Promise<ExitCode> {
  const client = await signedInClient(data)
  if (status !== undefined && !RequestStatus.safeParse(status).success) {
    throw new DexError('usage', `there is no status \`${status}\``, {
      mend: RequestStatus.options.join(', '),
    })
  }
  const query = new URLSearchParams({ limit, ...(status === undefined ? {} : { status }) })
  const found = await client.get(`/api/requests?${query}`, Requests)
  out.result(found, () =>
    found.items.length === 0
      ? 'no requests'
      : table(['id', 'status', 'channel', 'opened', 'actions'], found.items.map(rowOf)),
  )
  return exitCodes.done
}

const rowOf = ({ id, status, channel, openedAt, actions }: Request): string[] => [
  id,
  status,
  channel,
  moment(openedAt),
  actions.join(' '),
]

export async function tellRequest(
  { out, data }: Run,
  id: string,
  verb: 'cancel' | 'take-over' | 'instruct',
  body: { text: string } | undefined,
): Promise<ExitCode> {
  const client = await signedInClient(data)
  const answer = await client.post(`/api/requests/${encodeURIComponent(id)}/${verb}`, body, StatementAnswer)
  const done = { cancel: 'cancelled', 'take-over': 'taken over', instruct: 'told' }[verb]
  out.result(answer, () => sayAnswer(answer, done))
  return exitCodes.done
}
