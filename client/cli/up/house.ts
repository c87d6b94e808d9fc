import type { Kept } from './keep.ts'

interface Holding {
  kept: Kept | null
}

/** In this order everything is ended: nobody loses the ground it stands on. */
const order = ['api', 'gate', 'think', 'sandbox', 'temporal', 'postgres'] as const

export interface House {
  /** Runs the work that brings parts up; rejects as soon as `signal` is aborted. */
  build<Result>(signal: AbortSignal | undefined, work: () => Promise<Result>): Promise<Result>
  /** Waits for parts that come up side by side; when one fails, those that did come up are known to `stop`. */
  all<Parts extends readonly (Promise<Holding> | null)[]>(
    parts: readonly [...Parts],
  ): Promise<{ [Index in keyof Parts]: Parts[Index] extends infer Part ? Awaited<Part> : never }>
  /** Done once everything has ended; the latest first. */
  whenLeft(step: () => Promise<void>): void
  stop(): Promise<void>
  kill(): void
}

/** Everything that runs, so that it can be ended in order from wherever the start had got to. */
export function createHouse(): House {
  const left: (() => Promise<void>)[] = []
  const running: Kept[] = []
  const coming = new Set<Promise<unknown>>()
  let stopping: Promise<void> | null = null

  const rank = (kept: Kept): number =>
    order.findIndex((name) => kept.name === name || kept.name.startsWith(`${name}-`))

  const end = async (): Promise<void> => {
    // what is still coming up would outlive us; what takes longer is ended as its process ends with ours
    const late = new Promise((resolve) => setTimeout(resolve, 10_000).unref())
    await Promise.race([Promise.allSettled([...coming]), late])
    for (const at of order.keys()) {
      await Promise.allSettled(running.filter((kept) => rank(kept) === at).map((kept) => kept.stop()))
    }
    for (const step of left.toReversed()) await step().catch(() => undefined)
  }

  return {
    async build(signal, work) {
      signal?.throwIfAborted()
      const interrupted = Promise.withResolvers<never>()
      const interrupt = (): void => interrupted.reject(signal?.reason)
      signal?.addEventListener('abort', interrupt, { once: true })
      const result = work()
      coming.add(result)
      try {
        return await Promise.race([result, interrupted.promise])
      } finally {
        signal?.removeEventListener('abort', interrupt)
        void result.then(
          () => coming.delete(result),
          () => coming.delete(result),
        )
      }
    },
    async all(parts) {
      const settled = await Promise.allSettled(parts.map((part) => Promise.resolve(part)))
      for (const part of settled) {
        if (part.status === 'fulfilled' && part.value?.kept) running.push(part.value.kept)
      }
      for (const part of settled) if (part.status === 'rejected') throw part.reason
      return settled.map((part) => (part.status === 'fulfilled' ? part.value : null)) as never
    },
    whenLeft: (step) => void left.push(step),
    stop: () => (stopping ??= end()),
    kill() {
      for (const { pid } of running) {
        try {
          process.kill(pid, 'SIGKILL')
        } catch {
          // it is gone
        }
      }
    },
  }
}
