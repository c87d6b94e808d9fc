import { useEffect, useState } from 'react'
import { Refusal } from '../api/call.ts'
import { useNow } from '../parts/now.ts'

export const isPause = (error: Error | null): error is Refusal =>
  error instanceof Refusal && error.code === 'too_fast'

/** Milliseconds until the server takes a yes again; 0 where it has not asked for a pause. */
export function usePause(error: Error | null): number {
  const now = useNow()
  const [until, setUntil] = useState(0)
  useEffect(() => {
    if (isPause(error)) setUntil(Date.now() + Number(error.more['retryAfterSeconds'] ?? 10) * 1_000)
  }, [error])
  return Math.max(0, until - now)
}
