import { z } from 'zod'
import type { Run } from '../command.ts'
import { type ExitCode, exitCodes } from '../exit-codes.ts'
import { signedInClient } from '../with-session.ts'
import { type FilterOptions, queryOf, wholeNumber } from './filter.ts'
import { moment } from '../moment.ts'

const Page = z.looseObject({
  items: z.array(z.looseObject({ seq: z.int(), hash: z.string(), entry: z.string() })),
  next: z.int().nullable(),
})
/** What a line for people is made of. */
const Entry = z.looseObject({
  kind: z.string(),
  at: z.string(),
  by: z.looseObject({ role: z.string(), person: z.string().optional() }),
  request: z.string().optional(),
  step: z.int().optional(),
  action: z.string().optional(),
  code: z.string().optional(),
})

const pageMax = 1_000

export async function listLog(
  { out, data }: Run,
  options: FilterOptions & { limit: string },
): Promise<ExitCode> {
  const client = await signedInClient(data)
  const query = queryOf(options)
  let left = wholeNumber('--limit', options.limit)
  while (left > 0) {
    query.set('limit', String(Math.min(left, pageMax)))
    const page = await client.get(`/api/activity?${query}`, Page)
    for (const { seq, hash, entry } of page.items) {
      const value: unknown = JSON.parse(entry)
      out.each({ seq, hash, entry: value }, () => lineOf(seq, value))
    }
    left -= page.items.length
    if (page.next === null) break
    query.set('after', String(page.next))
  }
  return exitCodes.done
}

function lineOf(seq: number, value: unknown): string {
  const parsed = Entry.safeParse(value)
  if (!parsed.success) return `${seq}  (an entry of another version)`
  const { kind, at, by, request, step, action, code } = parsed.data
  const who = by.person ?? by.role
  const what = [action, step === undefined ? undefined : `step ${step}`, code, request].filter(
    (part) => part !== undefined,
  )
  return `${String(seq).padStart(5)}  ${moment(at)}  ${kind.padEnd(20)}  ${who}  ${what.join(' ')}`
}
