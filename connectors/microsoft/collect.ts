import { z } from 'zod'
import { DexError } from '#contract/error.ts'
import { read } from './answer.ts'
import type { Graph } from './run.ts'
import { API_PATH, checkedUrl } from './transport.ts'

export interface Query {
  /** Below /v1.0/, ids already checked or encoded. */
  path: string
  select?: readonly string[]
  /** Values in it made by `literal` and `instant`. */
  filter?: string
  expand?: string
  top?: number
  orderby?: string
  /** Advanced queries read another index, which trails writes. */
  eventual?: boolean
}

const Page = z.object({ value: z.array(z.unknown()), '@odata.nextLink': z.string().optional() })
const PAGES_MAX = 200

/**
 * Follows next links to the end, or to `max` items: more is an error (`platform_invalid`), since a list that is cut
 * without saying so is a wrong fact. An empty page may have a next one.
 */
export async function collect<Schema extends z.ZodType>(
  graph: Graph,
  query: Query,
  schema: Schema,
  max: number,
): Promise<z.output<Schema>[]> {
  const { items, more } = await firstOf(graph, query, schema, max)
  if (more) throw new DexError('platform_invalid', `the platform lists more than ${max}`)
  return items
}

/** At most `max` items, and whether there are others: for lists whose answer says so. */
export async function firstOf<Schema extends z.ZodType>(
  graph: Graph,
  query: Query,
  schema: Schema,
  max: number,
): Promise<{ items: z.output<Schema>[]; more: boolean }> {
  const items: z.output<Schema>[] = []
  let answer: unknown = await asked(graph, query).get()
  for (let pages = 1; ; pages += 1) {
    const page = read(Page, answer)
    for (const value of page.value) {
      if (items.length === max) return { items, more: true }
      items.push(read(schema, value))
    }
    const next = page['@odata.nextLink']
    if (next === undefined) return { items, more: false }
    if (pages === PAGES_MAX)
      throw new DexError('platform_bad_answer', undefined, { log: 'graph: endless pages' })
    const request = graph.client.api(followable(next, graph.origin))
    if (query.eventual) request.header('ConsistencyLevel', 'eventual')
    answer = await request.get()
  }
}

export function asked(graph: Graph, query: Query) {
  const request = graph.client.api(`/${query.path}`)
  if (query.select) request.select([...query.select])
  if (query.filter !== undefined) request.filter(query.filter.replaceAll(' ', '%20'))
  if (query.expand !== undefined) request.expand(query.expand)
  if (query.top !== undefined) request.top(query.top)
  if (query.orderby !== undefined) request.orderby(query.orderby.replaceAll(' ', '%20'))
  if (query.eventual) request.header('ConsistencyLevel', 'eventual').count(true)
  return request
}

/**
 * INVARIANT: a next link is followed on our own origin alone. The SDK is given what comes after the version: it knows an
 * absolute address by `https://` anywhere in it, and takes one of another scheme for a path.
 */
function followable(next: string, origin: string): string {
  const url = checkedUrl(next, origin)
  return url.slice(origin.length + API_PATH.length - 1)
}
