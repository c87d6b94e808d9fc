import { Refusal } from '../api/call.ts'

export const isPause = (error: Error | null): error is Refusal =>
  error instanceof Refusal && error.code === 'too_fast'

/** Milliseconds until the server takes a yes again; 0 where it has not asked for a pause. */
export const pauseOf = (error: Error): number =>
  isPause(error) ? Number(error.more['retryAfterSeconds'] ?? 10) * 1_000 : 0
