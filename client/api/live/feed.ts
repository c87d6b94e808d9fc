import type { TenantId } from '#contract/ids.ts'
import { readLog, readLogHead } from '#store/log.ts'
import type { ApiDeps } from '../deps.ts'
import { eventOf, type LiveEvent } from './events.ts'

/** `null`: more happened than is worth telling one by one; read everything again. */
export type Listener = (events: readonly LiveEvent[] | null, seq: number) => void

export interface Feed {
  /** The position of now. */
  head(tenant: TenantId): Promise<number>
  /** Tells of everything after `after`. Answers how to stop. */
  follow(tenant: TenantId, after: number, listener: Listener): () => void
  close(): void
}

interface Follower {
  /** The last position that it was told of. */
  seq: number
  listener: Listener
}

const everyMs = 400
const pageRows = 500

/**
 * The activity log as a feed: each change of state writes an entry in its own transaction, so its positions are the one
 * order that a reader can resume from. One look at the head a tenant and process, however many tabs are open, and none
 * while nobody listens.
 */
export function createFeed(deps: Pick<ApiDeps, 'database' | 'logger'>): Feed {
  const followed = new Map<TenantId, Set<Follower>>()
  let timer: NodeJS.Timeout | null = null
  let closed = false

  const headOf = async (tenant: TenantId): Promise<number> =>
    (await deps.database.read(tenant, (tx) => readLogHead(tenant, tx)))?.seq ?? 0

  async function look(tenant: TenantId, followers: ReadonlySet<Follower>): Promise<void> {
    const behind = Math.min(...[...followers].map((each) => each.seq))
    const head = await headOf(tenant)
    if (head <= behind) return
    const rows = await deps.database.read(tenant, (tx) =>
      readLog(tenant, tx, { after: behind, limit: pageRows }),
    )
    const last = rows.at(-1)?.seq ?? behind
    const events = rows.map(eventOf).filter((event) => event !== null)
    for (const each of followers) {
      if (each.seq >= last) continue
      // Somebody who was away for long reads everything again instead of hearing of each change.
      const whole = last < head && each.seq < last - pageRows / 2
      each.listener(whole ? null : events.filter((event) => event.seq > each.seq), whole ? head : last)
      each.seq = whole ? head : last
    }
  }

  async function round(): Promise<void> {
    const looks = [...followed].map(([tenant, followers]) => look(tenant, followers))
    for (const result of await Promise.allSettled(looks)) {
      // The position stands where it was: what was missed is told when the database is back.
      if (result.status === 'rejected') deps.logger.debug({ code: 'database_unavailable' }, 'the feed waits')
    }
    timer = null
    schedule()
  }

  function schedule(): void {
    if (timer === null && !closed && followed.size > 0)
      timer = setTimeout(() => void round(), everyMs).unref()
  }

  return {
    head: headOf,
    follow(tenant, after, listener) {
      const follower = { seq: after, listener }
      const followers = followed.get(tenant) ?? new Set()
      followed.set(tenant, followers.add(follower))
      schedule()
      return () => {
        followers.delete(follower)
        if (followers.size === 0 && followed.get(tenant) === followers) followed.delete(tenant)
      }
    },
    close() {
      closed = true
      if (timer !== null) clearTimeout(timer)
      followed.clear()
    },
  }
}
