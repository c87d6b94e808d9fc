import { setTimeout as sleep } from 'node:timers/promises'
import { z } from 'zod'
import type { ApiClient } from '../api-client.ts'
import type { Published } from './published.ts'

const History = z.looseObject({
  publications: z.array(
    z.looseObject({ publication: z.string(), state: z.string(), code: z.string().nullable() }),
  ),
})
const lookEveryMs = 1_000

/** The publication as it stands once it is settled, or when the time is over. */
export async function waitSettled(
  client: ApiClient,
  { publication, digest }: Published,
  waitMs: number,
): Promise<{ state: string; code: string | null } | null> {
  const endsAt = Date.now() + waitMs
  for (;;) {
    const query = new URLSearchParams({ digest, limit: '500' })
    const { publications } = await client.get(`/api/policy/history?${query}`, History)
    const found = publications.find((each) => each.publication === publication) ?? null
    const open = found === null || found.state === 'waiting' || found.state === 'proposed'
    if (!open || Date.now() >= endsAt) return found
    await sleep(Math.min(lookEveryMs, Math.max(1, endsAt - Date.now())))
  }
}
