import { z } from 'zod'
import { DexError } from '#contract/error.ts'
import { type Platform, platforms } from './case.ts'

const Journal = z.object({
  entries: z.array(
    z.looseObject({
      at: z.string(),
      method: z.string(),
      path: z.string(),
      status: z.int(),
      requestId: z.string(),
      actor: z.looseObject({ login: z.string() }).nullable(),
      /** Ids in the body. */
      about: z.array(z.string()),
    }),
  ),
})
export type JournalEntry = z.infer<typeof Journal>['entries'][number] & { platform: Platform }

const Entry = z.record(z.string(), z.unknown())
export type Entry = z.infer<typeof Entry>

export interface Edit {
  in: string
  id?: string
  set?: Record<string, unknown>
  add?: Record<string, unknown>[]
}
export interface Fault {
  match: { method?: string; path: string }
  kind: string
  times: number
  ms?: number
}

/** Of an authorization server: tokens change nothing of what the platform is for. */
const signingIn = /\/(token|revoke|introspect)$/

/** The emulated platforms by their levers, which no vendor has: what is so there, whatever Dex says. */
export interface Emulators {
  /** Writes that somebody's credential made and that the platform took, the oldest first. */
  writes(): Promise<JournalEntry[]>
  snapshot(platform: Platform): Promise<unknown>
  look(platform: Platform, looks: { in: string; id: string }[]): Promise<(Entry | null)[]>
  edit(platform: Platform, edits: Edit[]): Promise<void>
  plan(platform: Platform, faults: Fault[]): Promise<void>
  clearFaults(platform: Platform): Promise<void>
  file(ticket: { title: string; text: string; requesterEmail: string; actorEmail?: string }): Promise<string>
}

export function createEmulators(urls: Record<Platform | 'desk', string>): Emulators {
  const journalOf = async (platform: Platform): Promise<JournalEntry[]> => {
    const { entries } = await call(`${urls[platform]}/_sandbox/journal`, Journal)
    return entries
      .filter((entry) => entry.actor !== null && entry.status >= 200 && entry.status < 300)
      .filter((entry) => !signingIn.test(entry.path))
      .map((entry) => ({ ...entry, platform }))
  }
  const lever = (platform: Platform, name: string) => `${urls[platform]}/_sandbox/${name}`
  return {
    writes: async () => (await Promise.all(platforms.map(journalOf))).flat(),
    snapshot: (platform) => call(lever(platform, 'snapshot'), z.unknown()),
    async look(platform, looks) {
      if (looks.length === 0) return []
      const Entries = z.object({ entries: z.array(Entry.nullable()) })
      return (await call(lever(platform, 'look'), Entries, looks)).entries
    },
    async edit(platform, edits) {
      if (edits.length > 0) await call(lever(platform, 'edit'), z.unknown(), edits)
    },
    async plan(platform, faults) {
      await call(lever(platform, 'faults'), z.unknown(), faults)
    },
    async clearFaults(platform) {
      await call(lever(platform, 'faults'), z.unknown(), undefined, 'DELETE')
    },
    async file(ticket) {
      return (await call(`${urls.desk}/api/tickets`, z.looseObject({ id: z.string() }), ticket)).id
    },
  }
}

async function call<Schema extends z.ZodType>(
  url: string,
  schema: Schema,
  body?: unknown,
  method = body === undefined ? 'GET' : 'POST',
): Promise<z.output<Schema>> {
  const response = await fetch(url, {
    method,
    signal: AbortSignal.timeout(20_000),
    ...(body === undefined
      ? {}
      : { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }),
  })
  if (!response.ok)
    throw new DexError(
      response.status === 422 ? 'input_invalid' : 'platform_unavailable',
      `${url} answers ${response.status}: ${(await response.text()).slice(0, 300)}`,
    )
  return schema.parse(await response.json())
}
