import { z } from 'zod'
import { DexError } from '#contract/error.ts'

const Journal = z.object({
  entries: z.array(
    z.looseObject({
      at: z.string(),
      method: z.string(),
      path: z.string(),
      status: z.int(),
      actor: z.looseObject({ id: z.string(), login: z.string() }).nullable(),
    }),
  ),
})
const Snapshot = z.looseObject({
  directory: z.looseObject({
    users: z.array(
      z.looseObject({
        id: z.string(),
        status: z.string(),
        roles: z.array(z.string()),
        factors: z.array(z.looseObject({ factorType: z.string() })),
      }),
    ),
  }),
})
const Accounts = z.looseObject({
  directory: z.looseObject({
    users: z.array(
      z.looseObject({
        id: z.string(),
        suspended: z.boolean(),
      }),
    ),
  }),
})
const Ticket = z.looseObject({
  id: z.string(),
  comments: z.array(z.looseObject({ body: z.string(), public: z.boolean() })).default([]),
})
export type Ticket = z.infer<typeof Ticket>

export interface Reset {
  at: string
  /** Whose credential it ran on. */
  login: string
}

/** What the platforms themselves say: their journals of writes and their state, not what Dex says of them. */
export interface Platforms {
  /** Okta's users: how many factors each has enrolled, and their admin roles. */
  users(): Promise<Map<string, { status: string; roles: string[]; factors: number }>>
  /** Successful resets of one user's factors in Okta's journal. */
  resets(userId: string): Promise<Reset[]>
  /** Every call by which Okta was changed for this user, whatever it was. */
  changes(userId: string): Promise<number>
  /** Calls that changed something at Microsoft or Google, with whose credential, the oldest first. */
  writes(platform: 'microsoft' | 'google'): Promise<{ login: string; path: string }[]>
  /** The account as Google has it. */
  isSuspended(googleId: string): Promise<boolean>
  /** Files a ticket at the desk; answers its id. */
  file(ticket: { title: string; text: string; requesterEmail: string }): Promise<string>
  ticket(id: string): Promise<Ticket>
}

export function createPlatforms(urls: Record<'desk' | 'okta' | 'microsoft' | 'google', string>): Platforms {
  const journalOf = async (url: string) => (await call(`${url}/_sandbox/journal`, Journal)).entries
  const journal = () => journalOf(urls.okta)
  return {
    async users() {
      const { directory } = await call(`${urls.okta}/_sandbox/snapshot`, Snapshot)
      return new Map(
        directory.users.map(({ id, status, roles, factors }) => [
          id,
          { status, roles, factors: factors.length },
        ]),
      )
    },
    async resets(userId) {
      const path = `/api/v1/users/${userId}/lifecycle/reset_factors`
      return (await journal())
        .filter((entry) => entry.method === 'POST' && entry.path === path && entry.status === 200)
        .map(({ at, actor }) => ({ at, login: actor?.login ?? '' }))
    },
    async changes(userId) {
      return (await journal()).filter((entry) => entry.path.startsWith(`/api/v1/users/${userId}`)).length
    },
    async writes(platform) {
      return (await journalOf(urls[platform]))
        .filter((entry) => entry.method !== 'GET' && entry.status < 300 && entry.actor !== null)
        .map(({ actor, path }) => ({ login: actor?.login ?? '', path }))
    },
    async isSuspended(googleId) {
      const { directory } = await call(`${urls.google}/_sandbox/snapshot`, Accounts)
      return directory.users.some((user) => user.id === googleId && user.suspended === true)
    },
    async file(ticket) {
      return (await call(`${urls.desk}/api/tickets`, Ticket, ticket)).id
    },
    ticket: (id) => call(`${urls.desk}/api/tickets/${id}`, Ticket),
  }
}

async function call<Schema extends z.ZodType>(
  url: string,
  schema: Schema,
  body?: unknown,
): Promise<z.output<Schema>> {
  const response = await fetch(url, {
    signal: AbortSignal.timeout(10_000),
    ...(body === undefined
      ? {}
      : { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }),
  })
  if (!response.ok)
    throw new DexError('platform_unavailable', `${new URL(url).origin} answers ${response.status}`)
  return schema.parse(await response.json())
}
