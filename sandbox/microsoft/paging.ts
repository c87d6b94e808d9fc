import type { FastifyRequest } from 'fastify'
import type { Microsoft } from './context.ts'
import { badRequest, GraphRefusal } from './errors.ts'
import { parseFilter } from './filter.ts'

type Row = Record<string, unknown>

/** Answers a list: `$filter`, `$search`, `$select`, `$top`, `$count`, pages with an opaque `$skiptoken`. */
export function listOf(
  microsoft: Microsoft,
  request: FastifyRequest,
  rows: readonly Row[],
  options: { select?: readonly string[]; usual?: number; most?: number } = {},
): Row {
  const query = request.query as Record<string, string | undefined>
  const eventual = String(request.headers.consistencylevel ?? '').toLowerCase() === 'eventual'
  const counted = query.$count === 'true'
  const advanced = (needed: boolean): void => {
    if (needed && !(eventual && counted)) {
      throw new GraphRefusal(400, 'Request_UnsupportedQuery', 'Unsupported Query.')
    }
  }
  if (query.$skip !== undefined) throw badRequest("'$skip' is not supported by the service.")
  let chosen = rows
  if (query.$filter !== undefined) {
    const filter = parseFilter(query.$filter)
    advanced(filter.advanced)
    chosen = chosen.filter(filter.test)
  }
  if (query.$search !== undefined) {
    if (!eventual)
      throw new GraphRefusal(400, 'Request_UnsupportedQuery', 'Request with $search needs ConsistencyLevel.')
    chosen = chosen.filter(searchTest(query.$search))
  }
  const { most = 999 } = options
  const top = Math.min(topOf(query.$top, options.usual ?? 100, most), microsoft.pageMax)
  const start = query.$skiptoken === undefined ? 0 : offsetOf(query.$skiptoken)
  const page = chosen.slice(start, start + top)
  const fields = query.$select?.split(',') ?? options.select
  const more = start + page.length < chosen.length
  return {
    '@odata.context': `${microsoft.base}/v1.0/$metadata#collection`,
    ...(eventual && counted && { '@odata.count': chosen.length }),
    ...(more && { '@odata.nextLink': nextLink(microsoft.base, request, start + page.length) }),
    value: page.map((row) => (fields === undefined ? row : selected(row, fields))),
  }
}

/** What is not asked for is left out, not null; the type and the id of a mixed collection always come. */
export function selected(row: Row, fields: readonly string[]): Row {
  const kept = Object.entries(row).filter(
    ([name]) => fields.includes(name) || name === '@odata.type' || name === 'id',
  )
  return Object.fromEntries(kept)
}

/** One object: `$select`, or the fields that the vendor shows by default. */
export function oneOf(request: FastifyRequest, row: Row, usual: readonly string[]): Row {
  const { $select } = request.query as Record<string, string | undefined>
  return selected(row, $select?.split(',') ?? usual)
}

function topOf(text: string | undefined, usual: number, most: number): number {
  if (text === undefined) return usual
  const top = Number(text)
  if (!Number.isInteger(top) || top < 1 || top > most) throw badRequest('Invalid page size specified.')
  return top
}

const tokenOf = (offset: number) => Buffer.from(`o:${offset}`).toString('base64url')

function offsetOf(text: string): number {
  const offset = Number(Buffer.from(text, 'base64url').toString('utf8').replace(/^o:/, ''))
  if (!Number.isInteger(offset)) throw badRequest('Invalid skip token.')
  return offset
}

function nextLink(base: string, request: FastifyRequest, offset: number): string {
  const [path = '', query = ''] = request.url.split('?', 2)
  const kept = query.split('&').filter((part) => part !== '' && !part.startsWith('$skiptoken='))
  return `${base}${path}?${[...kept, `$skiptoken=${tokenOf(offset)}`].join('&')}`
}

/** `"displayName:ada"`, tokens by their beginnings. */
function searchTest(text: string): (row: Row) => boolean {
  const match = /^"(\w+):(.+)"$/.exec(text)
  if (!match) throw badRequest(`Syntax error: ${text}`)
  const [, field = '', wanted = ''] = match
  return (row) =>
    String(row[field] ?? '')
      .toLowerCase()
      .split(/[\s.@_-]+/)
      .some((word) => word.startsWith(wanted.toLowerCase()))
}
