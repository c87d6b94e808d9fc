import { z } from 'zod'
import type { Run } from '../command.ts'
import { type ExitCode, exitCodes } from '../exit-codes.ts'
import { signedInClient } from '../with-session.ts'
import { wholeNumber } from './filter.ts'
import { moment } from '../moment.ts'

const Page = z.looseObject({
  items: z.array(
    z.looseObject({
      seq: z.int(),
      at: z.string(),
      kind: z.string(),
      because: z.array(z.string()),
      request: z.string().nullable(),
      action: z.string().nullable(),
      code: z.string().nullable(),
    }),
  ),
  next: z.int().nullable(),
})

const pageMax = 1_000

/** A data subject's access to the record, by themselves. */
export async function listMine({ out, data }: Run, options: { limit: string }): Promise<ExitCode> {
  const client = await signedInClient(data)
  let left = wholeNumber('--limit', options.limit)
  const query = new URLSearchParams()
  while (left > 0) {
    query.set('limit', String(Math.min(left, pageMax)))
    const page = await client.get(`/api/me/activity?${query}`, Page)
    for (const item of page.items) {
      out.each(item, () => {
        const what = [item.action, item.code, item.request].filter((part) => part !== null)
        return `${String(item.seq).padStart(5)}  ${moment(item.at)}  ${item.kind.padEnd(20)}  ${item.because.join(', ')}  ${what.join(' ')}`
      })
    }
    left -= page.items.length
    if (page.next === null) break
    query.set('before', String(page.next))
  }
  return exitCodes.done
}
