import { setTimeout as wait } from 'node:timers/promises'
import { z } from 'zod'
import { DexError } from '#contract/error.ts'
import { RequestStatus } from '#contract/request.ts'
import type { Run } from '../command.ts'
import { type ExitCode, exitCodes } from '../exit-codes.ts'
import { sayAnswer, StatementAnswer } from '../statement-answer.ts'
import { table } from '../table.ts'
import { signedInClient } from '../with-session.ts'

/** What this command line uses of a request; the rest is passed on as it comes. */
export const Request = z.looseObject({
  id: z.string(),
  status: z.string(),
  statusCode: z.string().nullable(),
  channel: z.string(),
  actions: z.array(z.string()),
  openedAt: z.string(),
  closedAt: z.string().nullable(),
  contentDestroyedAt: z.string().nullable(),
  /** Told of one request, not of many. */
  lists: z
    .array(
      z.looseObject({
        size: z.int(),
        state: z.string(),
        code: z.string().nullable(),
        counts: z.looseObject({ done: z.int(), failed: z.int(), denied: z.int(), inDoubt: z.int() }),
      }),
    )
    .optional(),
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
  openedAt.slice(0, 19),
  actions.join(' '),
]

export async function showRequest({ out, data }: Run, id: string): Promise<ExitCode> {
  const client = await signedInClient(data)
  const found = await client.get(`/api/requests/${encodeURIComponent(id)}`, z.looseObject({}))
  out.result(found, () => JSON.stringify(found, null, 2))
  return exitCodes.done
}

const lookEveryMs = 500

/** Ends with 0 when it resolves, with 1 when it closes otherwise. */
export async function watchRequest({ io, out, data }: Run, id: string): Promise<ExitCode> {
  const client = await signedInClient(data)
  const stop = new AbortController()
  const off = io.onStop(() => stop.abort())
  try {
    let before = ''
    while (!stop.signal.aborted) {
      const found = await client.get(`/api/requests/${encodeURIComponent(id)}`, Request)
      const list = found.lists?.at(-1)
      const now = `${found.status} ${found.statusCode ?? ''} ${found.closedAt ?? ''} ${found.contentDestroyedAt ?? ''} ${list ? listProgress(list) : ''}`
      if (now !== before) {
        const { status, statusCode, closedAt, contentDestroyedAt } = found
        const far = list
          ? { list: { state: list.state, code: list.code, size: list.size, ...list.counts } }
          : {}
        out.each({ id, status, statusCode, closedAt, contentDestroyedAt, ...far }, () => lineOf(found))
      }
      before = now
      if (found.contentDestroyedAt !== null)
        return found.status === 'resolved' ? exitCodes.done : exitCodes.no
      await wait(lookEveryMs, undefined, { signal: stop.signal }).catch(() => undefined)
    }
    return exitCodes.done
  } finally {
    off()
  }
}

/** `list 12 of 40 done, 1 went wrong (running)`. */
function listProgress({ size, state, counts }: NonNullable<Request['lists']>[number]): string {
  const wrong = counts.failed + counts.denied + counts.inDoubt
  return `list ${counts.done} of ${size} done${wrong > 0 ? `, ${wrong} went wrong` : ''} (${state})`
}

function lineOf({ status, statusCode, closedAt, contentDestroyedAt, lists }: Request): string {
  const code = statusCode === null ? '' : ` (${statusCode})`
  const end = contentDestroyedAt !== null ? '; content destroyed' : closedAt !== null ? '; closed' : ''
  const list = lists?.at(-1)
  const far = list ? `; ${listProgress(list)}` : ''
  return `${new Date().toISOString().slice(11, 19)}  ${status}${code}${far}${end}`
}

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
