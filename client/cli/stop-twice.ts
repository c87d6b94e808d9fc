import type { Io } from './io.ts'

/** npm passes Ctrl-C on to a process that the terminal has told already: that is one, not two. */
const sameMs = 1_000

/** `first` with the first Ctrl-C or SIGTERM, `second` when the person insists. Returns what takes it back. */
export function onStopTwice(io: Io, first: () => void, second: () => void): () => void {
  let asked: number | null = null
  return io.onStop(() => {
    const now = performance.now()
    if (asked === null) {
      asked = now
      first()
    } else if (now - asked > sameMs) second()
  })
}
