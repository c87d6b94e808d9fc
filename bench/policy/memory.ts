import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'

/** The collector, as `--expose-gc` gives it: so that no side pays for another's garbage. */
export function collector(): () => void {
  setFlagsFromString('--expose-gc')
  const collect: unknown = runInNewContext('gc')
  if (typeof collect !== 'function') throw new Error('no collector')
  return () => void collect()
}

/** Bytes on the heap that `make`'s result holds. */
export function bytesHeld(collect: () => void, make: () => unknown): number {
  collect()
  const before = process.memoryUsage().heapUsed
  const held = [make()]
  collect()
  const bytes = process.memoryUsage().heapUsed - before
  held.length = 0
  return bytes
}
