import { DexError } from '#contract/error.ts'

interface Pages<Item> {
  next(): Promise<{ value: Item | null | undefined; done?: boolean | undefined }>
}

/**
 * Follows next links to the end, or to `max` items: more is an error (`platform_invalid`), since a list that is cut
 * without saying so is a wrong fact. The SDK yields null for an empty page and goes on; `each` would stop there.
 */
export async function collect<Item>(pages: Pages<Item>, max: number): Promise<Item[]> {
  const items: Item[] = []
  let empties = 0
  for (;;) {
    const { value, done } = await pages.next()
    if (done === true) return items
    if (value === null || value === undefined) {
      empties += 1
      if (empties > EMPTY_PAGES_MAX)
        throw new DexError('platform_bad_answer', undefined, { log: 'okta: endless empty pages' })
      continue
    }
    if (items.length === max) throw new DexError('platform_invalid', `the platform lists more than ${max}`)
    items.push(value)
  }
}

const EMPTY_PAGES_MAX = 50
