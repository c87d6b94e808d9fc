import { z } from 'zod'
import { DexError } from '#contract/error.ts'
import type { ApiClient } from '../api-client.ts'
import type { Run } from '../command.ts'
import { type ExitCode, exitCodes } from '../exit-codes.ts'
import { sayAnswer, StatementAnswer } from '../statement-answer.ts'
import { moment } from '../moment.ts'
import { table } from '../table.ts'
import { signedInClient } from '../with-session.ts'

const Line = z.looseObject({
  line: z.int(),
  position: z.int().nullable(),
  step: z.int().nullable(),
  hash: z.string().nullable(),
  target: z.looseObject({ id: z.string() }).nullable(),
  state: z.string(),
  code: z.string().nullable(),
  readBack: z.string().nullable(),
  content: z.looseObject({ written: z.string(), sentence: z.string().nullable() }).nullable(),
})

export const List = z.looseObject({
  step: z.int(),
  action: z.string(),
  hash: z.string(),
  size: z.int(),
  state: z.string(),
  code: z.string().nullable(),
  lines: z.array(Line),
  undo: z.looseObject({ action: z.string(), lines: z.int(), gone: z.int(), until: z.string() }).nullable(),
  undoneBy: z.looseObject({ request: z.string(), status: z.string() }).nullable(),
})
export type List = z.infer<typeof List>

const Request = z.looseObject({ lists: z.array(z.looseObject({ step: z.int() })) })

export const listPath = (request: string, step: number): string =>
  `/api/requests/${encodeURIComponent(request)}/lists/${step}`

/** The last list of a request. Throws `not_found` where it has none. */
async function latestList(client: ApiClient, request: string): Promise<List> {
  const { lists } = await client.get(`/api/requests/${encodeURIComponent(request)}`, Request)
  const last = lists.at(-1)
  if (!last) throw new DexError('not_found', `\`${request}\` has no list`)
  return client.get(listPath(request, last.step), List)
}

export async function showList({ out, data }: Run, request: string): Promise<ExitCode> {
  const list = await latestList(await signedInClient(data), request)
  out.result(list, () => describeList(list))
  return exitCodes.done
}

/** Only where the platform does not show what was done. */
const readBackOf = (readBack: string | null): string =>
  readBack === null || readBack === 'yes' ? '' : `read back: ${readBack.replaceAll('_', ' ')}`

/** One line a line: what it is of, and what came of it. */
export function describeList({ action, size, state, code, lines, undo, undoneBy }: List): string {
  const why = code === null ? '' : ` (${code})`
  const rows = lines.map((each) => [
    String(each.line),
    each.content?.written ?? '-',
    each.target?.id ?? '-',
    each.state === 'aside' ? 'set aside' : each.state,
    each.code !== null && each.code !== each.state ? each.code : readBackOf(each.readBack),
  ])
  return [
    `${size} × ${action}, ${state}${why}`,
    '',
    table(['line', 'written', 'target', 'state', 'why'], rows),
    ...(undo === null || undoneBy !== null ? [] : ['', `take back: ${describeUndo(undo)}`]),
    ...(undoneBy === null ? [] : ['', `taken back by ${undoneBy.request}, ${undoneBy.status}`]),
  ].join('\n')
}

const describeUndo = ({ action, lines, gone, until }: NonNullable<List['undo']>): string =>
  [`${lines} lines by ${action} until ${moment(until)}`, ...(gone === 0 ? [] : [`${gone} cannot be`])].join(
    '; ',
  )

/** Asks for the reverse of the last list of a request. */
export async function undoList({ out, data }: Run, request: string): Promise<ExitCode> {
  const client = await signedInClient(data)
  const { step, hash, undo } = await latestList(client, request)
  const { id } = await client.post(
    `${listPath(request, step)}/undo`,
    { hash },
    z.looseObject({ id: z.string() }),
  )
  out.result({ id, undoes: { request, step } }, () => {
    const what = undo === null ? 'its reverse' : describeUndo(undo)
    return `${id}: asks for ${what}; policy and people decide on it, see dex bulk show ${id}`
  })
  return exitCodes.done
}

export async function steerList(
  { out, data }: Run,
  request: string,
  word: 'pause' | 'resume' | 'stop',
): Promise<ExitCode> {
  const client = await signedInClient(data)
  const { step, hash } = await latestList(client, request)
  const answer = await client.post(`${listPath(request, step)}/${word}`, { hash }, StatementAnswer)
  const done = { pause: 'paused', resume: 'goes on', stop: 'stopped' }[word]
  out.result({ request, list: step, word, ...answer }, () => sayAnswer(answer, done))
  return exitCodes.done
}
