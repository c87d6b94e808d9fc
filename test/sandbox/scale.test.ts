import { describe, expect, it } from 'vitest'
import { createCompany } from '#sandbox/company/company.ts'
import { sandboxGoogle } from '#test/connectors/google/support/sandbox-google.ts'
import { sandboxMicrosoft } from '#test/connectors/microsoft/sandbox-microsoft.ts'
import { sandboxOkta } from '#test/connectors/support/sandbox-okta.ts'

/** `npm run test:scale` asks for the most there is. */
const people = Number(process.env['DEX_SCALE_PEOPLE'] ?? 1_500)
const company = createCompany({ people })
const someone = company.accounts[people - 1]
const listed = company.accounts.filter(({ status }) => status !== 'DEPROVISIONED').length

interface Standing {
  origin: string
  bearer: string
  close(): Promise<void>
}

interface Lists {
  start: () => Promise<Standing>
  first: string
  next: (body: never, headers: Headers, first: URL) => string | null
  items: (body: never) => unknown[]
  search: string
}

const email = someone?.login ?? ''
const platforms: Readonly<Record<string, Lists>> = {
  okta: {
    async start() {
      const okta = await sandboxOkta({ company })
      const { accessToken } = await okta.credential(okta.person('Head of IT').login)
      return { origin: okta.url, bearer: accessToken, close: okta.close }
    },
    first: '/api/v1/users?limit=200',
    next: (_body, headers) => /<([^>]+)>; rel="next"/.exec(headers.get('link') ?? '')?.[1] ?? null,
    items: (body) => body,
    search: `/api/v1/users?search=${encodeURIComponent(`profile.login eq "${email}"`)}`,
  },
  microsoft: {
    async start() {
      const microsoft = await sandboxMicrosoft({ company })
      const { accessToken } = await microsoft.as('Head of IT')
      return { origin: microsoft.url, bearer: accessToken, close: microsoft.close }
    },
    first: '/v1.0/users?$top=999',
    next: (body) => body['@odata.nextLink'] ?? null,
    items: (body) => body['value'],
    search: `/v1.0/users?$filter=${encodeURIComponent(`userPrincipalName eq '${email}'`)}`,
  },
  google: {
    async start() {
      const google = await sandboxGoogle({ company })
      const { accessToken } = await google.credential(google.person('Head of IT').login)
      return { origin: google.url, bearer: accessToken, close: google.close }
    },
    first: '/admin/directory/v1/users?customer=my_customer&maxResults=500',
    next: (body, _headers, first) => {
      const token = body['nextPageToken'] as string | undefined
      return token === undefined ? null : `${first.href}&pageToken=${token}`
    },
    items: (body) => body['users'],
    search: `/admin/directory/v1/users?customer=my_customer&query=${encodeURIComponent(`email=${email}`)}`,
  },
}

describe.each(Object.entries(platforms))(`%s with ${people} people`, (_name, lists) => {
  it('lists each of them once, page by page, and finds one', { timeout: 600_000 }, async () => {
    const { origin, bearer, close } = await lists.start()
    const ask = async (url: string) => {
      const answer = await fetch(url, { headers: { authorization: `Bearer ${bearer}` } })
      expect(answer.status).toBe(200)
      return { body: (await answer.json()) as never, headers: answer.headers }
    }
    try {
      const first = new URL(lists.first, origin)
      const seen = new Set<unknown>()
      let count = 0
      for (let url: string | null = first.href; url !== null; ) {
        const { body, headers } = await ask(url)
        for (const item of lists.items(body)) seen.add((item as { id: string }).id)
        count += lists.items(body).length
        url = lists.next(body, headers, first)
      }
      expect([count, seen.size]).toEqual([listed, listed])
      const { body } = await ask(`${origin}${lists.search}`)
      expect(lists.items(body)).toHaveLength(someone?.status === 'DEPROVISIONED' ? 0 : 1)
    } finally {
      await close()
    }
  })
})
