const ends = new WeakMap<AbortSignal, number>()

/** In milliseconds since the epoch; never, for a signal that `withDeadline` did not make. */
export const notAfterOf = (signal: AbortSignal): number => ends.get(signal) ?? Number.POSITIVE_INFINITY

/**
 * Runs `work` under a signal that aborts with `outer`, or by itself after `ms` with a `TimeoutError`. Leaves neither a timer
 * nor a listener behind, as `AbortSignal.any` and `AbortSignal.timeout` do for every call that ended long ago.
 */
export async function withDeadline<Value>(
  outer: AbortSignal | null,
  ms: number,
  work: (signal: AbortSignal) => Promise<Value>,
): Promise<Value> {
  const controller = new AbortController()
  ends.set(controller.signal, Math.min(Date.now() + ms, outer ? notAfterOf(outer) : Number.POSITIVE_INFINITY))
  const onAbort = () => controller.abort(outer?.reason)
  const onLate = () => controller.abort(new DOMException('no answer in time', 'TimeoutError'))
  const timer = setTimeout(onLate, ms).unref()
  outer?.addEventListener('abort', onAbort, { once: true })
  try {
    outer?.throwIfAborted()
    return await work(controller.signal)
  } finally {
    clearTimeout(timer)
    outer?.removeEventListener('abort', onAbort)
  }
}
