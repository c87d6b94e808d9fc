import { setTimeout as delay } from 'node:timers/promises'

/** Runs at once and then again and again, one after the other; a run that fails is followed by the next. */
export function repeat(everyMs: number, work: () => Promise<void>): { stop(): Promise<void> } {
  const stopping = new AbortController()
  const turns = async () => {
    while (!stopping.signal.aborted) {
      await work().catch(() => undefined)
      await delay(everyMs, undefined, { signal: stopping.signal }).catch(() => undefined)
    }
  }
  const running = turns()
  return {
    async stop() {
      stopping.abort()
      await running
    },
  }
}
