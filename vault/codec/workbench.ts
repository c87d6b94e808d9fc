/** What is kept for the next; larger ones get memory of their own. */
const keptLength = 64 * 1_024

/** Memory that is needed for the time of one piece of work. */
export interface Workbench {
  /** Lends `length` bytes, whose content is whatever was there. INVARIANT: wiped when `work` returns, which must not wait. */
  with<Result>(length: number, work: (memory: Buffer) => Result): Result
}

/** One piece for all who come: a piece for each would be malloc's and the garbage collector's work, more than the cipher's. */
export function createWorkbench(): Workbench {
  const kept = Buffer.alloc(keptLength)
  return {
    with(length, work) {
      const memory = length <= keptLength ? kept.subarray(0, length) : Buffer.allocUnsafe(length)
      try {
        return work(memory)
      } finally {
        memory.fill(0)
      }
    },
  }
}
