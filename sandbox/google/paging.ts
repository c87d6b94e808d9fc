import { GoogleRefusal } from './errors.ts'

/** Cuts a page out of a list; the token names where the next one starts. An empty result omits the array. */
export function pageOf<Item>(
  list: readonly Item[],
  query: Record<string, string | undefined>,
  limits: { usual: number; most: number },
  name: string,
  render: (item: Item) => unknown = (item) => item,
): Record<string, unknown> {
  const wanted = query['maxResults'] === undefined ? limits.usual : Number(query['maxResults'])
  if (!Number.isInteger(wanted) || wanted < 1) throw new GoogleRefusal('invalid', 'Invalid Input: maxResults')
  const start = query['pageToken'] === undefined ? 0 : startOf(query['pageToken'])
  const items = list.slice(start, start + Math.min(wanted, limits.most))
  const next = start + items.length
  return {
    ...(items.length > 0 && { [name]: items.map((item) => render(item)) }),
    ...(next < list.length && { nextPageToken: Buffer.from(`n:${next}`).toString('base64url') }),
  }
}

function startOf(token: string): number {
  const text = Buffer.from(token, 'base64url').toString('utf8')
  const start = Number(text.slice(2))
  if (!text.startsWith('n:') || !Number.isInteger(start)) {
    throw new GoogleRefusal('invalid', 'Invalid Input: pageToken')
  }
  return start
}
