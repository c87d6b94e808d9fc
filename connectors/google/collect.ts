import { DexError } from '#contract/error.ts'

const PAGES_MAX = 50
const TOKEN_LENGTH_MAX = 8_000

/**
 * Follows page tokens to the end, or to `max` items: more is an error (`platform_invalid`), since a list that is cut
 * without saying so is a wrong fact. Pages may be empty and yet carry a token; a token that comes again is a bad answer.
 */
export async function collect<Page extends { nextPageToken?: string | null | undefined }, Item>(
  read: (pageToken: string | undefined) => Promise<Page>,
  itemsOf: (page: Page) => readonly Item[] | null | undefined,
  max: number,
): Promise<Item[]> {
  const items: Item[] = []
  const seen = new Set<string>()
  let token: string | undefined
  for (let pages = 0; pages < PAGES_MAX; pages += 1) {
    const page = await read(token)
    const found = itemsOf(page) ?? []
    if (!Array.isArray(found)) throw badAnswer('not a list')
    if (items.length + found.length > max) {
      throw new DexError('platform_invalid', `the platform lists more than ${max}`)
    }
    items.push(...found)
    const next = page.nextPageToken ?? ''
    if (next === '') return items
    if (typeof next !== 'string' || next.length > TOKEN_LENGTH_MAX || seen.has(next))
      throw badAnswer('a page token')
    seen.add(next)
    token = next
  }
  throw badAnswer('endless pages')
}

const badAnswer = (log: string): DexError =>
  new DexError('platform_bad_answer', undefined, { log: `google: ${log}` })
