/**
 * Runs `work` with a signal that aborts after `ms` milliseconds. Unlike `AbortSignal.timeout`'s own, its timer ends with
 * the work instead of waking the process up for a call that is long over.
 */
export async function withDeadline<Result>(
  ms: number,
  work: (signal: AbortSignal) => Promise<Result>,
): Promise<Result> {
  const late = new AbortController()
  const timer = setTimeout(() => late.abort(new DOMException('no answer in time', 'TimeoutError')), ms)
  try {
    return await work(late.signal)
  } finally {
    clearTimeout(timer)
  }
}
