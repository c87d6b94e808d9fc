import { z } from 'zod'
import { DexError } from '#contract/error.ts'
import type { Run } from '../command.ts'
import { type ExitCode, exitCodes } from '../exit-codes.ts'
import { moment } from '../moment.ts'
import { signedInClient } from '../with-session.ts'
import { wholeNumber } from './filter.ts'

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
type Page = z.infer<typeof Page>

const pageMax = 1_000

/** A data subject's access to the record, by themselves. */
export async function listMine(run: Run, options: { limit: string }): Promise<ExitCode> {
  const client = await signedInClient(run.data)
  return say(run, options.limit, (limit, before) => {
    const query = new URLSearchParams({ limit: String(limit), ...(before && { before: String(before) }) })
    return client.get(`/api/me/activity?${query}`, Page)
  })
}

export interface PersonOptions {
  limit: string
  person?: string
  email?: string
  /** `PLATFORM:ID` each. */
  account: string[]
}

/** The same of somebody else who asked for it, by who answers for whose address and accounts they are. */
export async function listOfPerson(run: Run, options: PersonOptions): Promise<ExitCode> {
  const { person, email } = options
  const accounts = options.account.map(accountOf)
  if (person === undefined && email === undefined && accounts.length === 0) {
    throw new DexError('usage', 'nobody is named', { mend: 'give --person, --email or --account' })
  }
  const client = await signedInClient(run.data)
  return say(run, options.limit, (limit, before) =>
    client.post(
      '/api/activity/of-person',
      { person, email, accounts, before: before ?? undefined, limit },
      Page,
    ),
  )
}

function accountOf(text: string): { platform: string; id: string } {
  const [platform = '', ...rest] = text.split(':')
  const id = rest.join(':')
  if (platform !== '' && id !== '') return { platform, id }
  throw new DexError('usage', `\`${text}\` is not PLATFORM:ID`, { mend: 'such as --account okta:00u…' })
}

async function say(
  { out }: Run,
  limit: string,
  read: (limit: number, before: number | null) => Promise<Page>,
): Promise<ExitCode> {
  let before: number | null = null
  for (let left = wholeNumber('--limit', limit); left > 0; ) {
    const page: Page = await read(Math.min(left, pageMax), before)
    for (const item of page.items) {
      out.each(item, () => {
        const what = [item.action, item.code, item.request].filter((part) => part !== null)
        return `${String(item.seq).padStart(5)}  ${moment(item.at)}  ${item.kind.padEnd(20)}  ${item.because.join(', ')}  ${what.join(' ')}`
      })
    }
    left -= page.items.length
    if (page.next === null) break
    before = page.next
  }
  return exitCodes.done
}
