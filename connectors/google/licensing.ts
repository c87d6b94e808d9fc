import type { OAuth2Client } from 'google-auth-library'
import { z } from 'zod'
import { DexError } from '#contract/error.ts'
import { collect } from './collect.ts'
import { licensingOrigin } from './licensing-origin.ts'

/** The licensing API, for which the vendor has no package of its own: raw requests, paths encoded here. */
export interface Licensing {
  /** Primary addresses of those who have it, at most 1000. */
  list(licence: { product: string; sku: string }, customerId: string): Promise<string[]>
  get(licence: { product: string; sku: string }, email: string): Promise<void>
  assign(licence: { product: string; sku: string }, email: string): Promise<void>
  remove(licence: { product: string; sku: string }, email: string): Promise<void>
}

const ASSIGNMENTS_MAX = 1_000
const Assignment = z.object({ userId: z.string() })
const Page = z.object({ items: z.array(Assignment).optional(), nextPageToken: z.string().nullish() })

/** https://developers.google.com/admin-sdk/licensing/reference/rest */
export function createLicensing(auth: OAuth2Client, origin: string): Licensing {
  const pathOf = ({ product, sku }: { product: string; sku: string }, ...rest: string[]): string => {
    const segments = ['product', product, 'sku', sku, ...rest].map(segment)
    return `${licensingOrigin(origin)}/apps/licensing/v1/${segments.join('/')}`
  }
  const request = async (
    options: Parameters<OAuth2Client['request']>[0] & { url: string },
  ): Promise<unknown> => (await auth.request({ ...options, retry: false, responseType: 'json' })).data

  return {
    async list(licence, customerId) {
      const items = await collect(
        async (pageToken) => {
          const url = new URL(pathOf(licence, 'users'))
          url.searchParams.set('customerId', customerId)
          url.searchParams.set('maxResults', '100')
          if (pageToken !== undefined) url.searchParams.set('pageToken', pageToken)
          return parsed(Page, await request({ method: 'GET', url: url.href }))
        },
        (page) => page.items,
        ASSIGNMENTS_MAX,
      )
      return items.map(({ userId }) => userId)
    },
    async get(licence, email) {
      parsed(Assignment, await request({ method: 'GET', url: pathOf(licence, 'user', email) }))
    },
    async assign(licence, email) {
      const url = pathOf(licence, 'user')
      parsed(Assignment, await request({ method: 'POST', url, data: { userId: email } }))
    },
    async remove(licence, email) {
      await request({ method: 'DELETE', url: pathOf(licence, 'user', email) })
    },
  }
}

/** One segment of a path, whatever it holds; those that a URL would resolve into another route are refused. */
function segment(value: string): string {
  if (value === '' || value === '.' || value === '..') {
    throw new DexError('platform_not_found', 'not a name', { extra: { mayHaveHappened: false } })
  }
  return encodeURIComponent(value)
}

function parsed<Schema extends z.ZodType>(schema: Schema, value: unknown): z.output<Schema> {
  const result = schema.safeParse(value)
  if (result.success) return result.data
  throw new DexError('platform_bad_answer', undefined, { log: 'google: not a licence' })
}
