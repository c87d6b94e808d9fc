import { setTimeout as wait } from 'node:timers/promises'

/** A server or a program that runs. */
export interface Alive {
  readonly pid: number
  /** Settles when it is gone, asked or not. */
  readonly exited: Promise<unknown>
  stop(): Promise<void>
}

export interface Kept {
  readonly name: string
  /** Of the one that runs now; the last one's while another is started. */
  readonly pid: number
  stop(): Promise<void>
}

/** How a server says that it not only runs but works. */
export interface Health {
  /** Throws why not. */
  works: () => Promise<void>
  everyMs: number
  /** One that did not work for this long on end is ended, and so started again. */
  patienceMs: number
}

const pausesMs = [500, 1_000, 2_000, 5_000, 10_000, 30_000] as const
/** One that ran this long starts over with the shortest pause. */
const healthyMs = 60_000

const pauseOf = (failures: number): number => pausesMs[Math.min(failures, pausesMs.length - 1)] ?? 30_000

/** Starts it, and again whenever it ends unasked or does not work any more, with growing pauses; each time this is said. */
export async function keepAlive(options: {
  name: string
  start: () => Promise<Alive>
  say: (text: string) => void
  health?: Health
}): Promise<Kept> {
  const { name, say, health } = options
  const stopping = new AbortController()
  let alive = await options.start()

  const again = async (first: number): Promise<void> => {
    for (let failures = first; !stopping.signal.aborted; failures += 1) {
      const pause = pauseOf(failures)
      say(`${name} ended; it is started again in ${pause / 1_000} s`)
      await wait(pause, undefined, { signal: stopping.signal }).catch(() => undefined)
      if (stopping.signal.aborted) return
      try {
        alive = await options.start()
        say(`${name} runs again (process ${alive.pid})`)
        return
      } catch (error) {
        say(error instanceof Error ? error.message : String(error))
      }
    }
  }
  const watch = async (): Promise<void> => {
    let failures = 0
    while (!stopping.signal.aborted) {
      const started = Date.now()
      const ended = new AbortController()
      const looking = health && endUnlessItWorks(name, alive, health, say, ended.signal)
      await alive.exited
      ended.abort()
      await looking
      if (stopping.signal.aborted) return
      failures = Date.now() - started > healthyMs ? 0 : failures + 1
      await again(Math.max(0, failures - 1))
    }
  }
  const watching = watch()

  return {
    name,
    get pid() {
      return alive.pid
    },
    async stop() {
      stopping.abort()
      await alive.stop()
      await watching
      // one that came up while this was asked
      await alive.stop()
    },
  }
}

/** Looks until it is gone. */
async function endUnlessItWorks(
  name: string,
  alive: Alive,
  { works, everyMs, patienceMs }: Health,
  say: (text: string) => void,
  gone: AbortSignal,
): Promise<void> {
  let worked = Date.now()
  while (!gone.aborted) {
    await wait(everyMs, undefined, { signal: gone }).catch(() => undefined)
    if (gone.aborted) return
    try {
      await works()
      worked = Date.now()
    } catch (error) {
      if (Date.now() - worked < patienceMs) continue
      say(
        `${name} runs and does not work any more: ${error instanceof Error ? error.message : String(error)}`,
      )
      await alive.stop()
      return
    }
  }
}
