import type { FastifyReply, FastifyRequest } from 'fastify'
import { OktaRefusal } from './errors.ts'

const cursorOf = (key: string) => Buffer.from(`c:${key}`).toString('base64url')

function keyOf(cursor: string): string {
  const text = Buffer.from(cursor, 'base64url').toString('utf8')
  if (!text.startsWith('c:')) throw new OktaRefusal('E0000029')
  return text.slice(2)
}

export interface Page<T> {
  items: T[]
  /** Absolute address of the next page. */
  next: string | null
}

export function limitOf(value: string | undefined, usual: number, most: number): number {
  if (value === undefined) return usual
  const limit = Number(value)
  if (!Number.isInteger(limit) || limit < 0)
    throw new OktaRefusal('E0000001', { causes: ['limit: invalid value'] })
  return Math.min(limit, most)
}

/** Cuts a page out of an ordered list and says so in `Link` headers, absolute as the vendor's. */
export function pageOf<T>(
  call: { request: FastifyRequest; reply: FastifyReply; base: string },
  list: readonly T[],
  options: { limit: number; key: (item: T) => string; always?: boolean },
): Page<T> {
  const { request, reply, base } = call
  const { after } = request.query as Record<string, string | undefined>
  let start = 0
  if (after !== undefined) {
    const key = keyOf(after)
    start = key === '' ? 0 : list.findIndex((item) => options.key(item) === key) + 1
    if (key !== '' && start === 0 && !options.always) throw new OktaRefusal('E0000029')
  }
  const items = list.slice(start, start + options.limit)
  const more = start + items.length < list.length
  const self = new URL(request.url, base)
  const links = [`<${self.href}>; rel="self"`]
  let next: string | null = null
  if ((more && items.length > 0) || options.always) {
    const last = items.at(-1)
    const address = new URL(self)
    address.searchParams.set('after', last ? cursorOf(options.key(last)) : (after ?? cursorOf('')))
    next = address.href
    links.push(`<${next}>; rel="next"`)
  }
  reply.header('link', links)
  return { items, next }
}
