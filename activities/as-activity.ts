import { ApplicationFailure } from '@temporalio/common'
import { Context } from '@temporalio/activity'
import { DexError } from '#contract/error.ts'
import type { Logger } from '#contract/logger.ts'
import { retryDelayMs } from './retry-delay.ts'

/**
 * Turns an operation into an activity: hands it the workflow id that Temporal vouches for, and maps errors to failures.
 * INVARIANT: a failure carries a code and nothing else (T25); its text and stack stay in this process's log.
 */
export function asActivity<Input extends unknown[], Output>(
  name: string,
  logger: Logger,
  operation: (workflowId: string, ...input: Input) => Promise<Output>,
): (...input: Input) => Promise<Output> {
  return async (...input) => {
    const { workflowExecution, attempt, heartbeatTimeoutMs } = Context.current().info
    const workflowId = workflowExecution?.workflowId ?? ''
    const beating = heartbeat(heartbeatTimeoutMs)
    try {
      return await operation(workflowId, ...input)
    } catch (error) {
      const known = error instanceof DexError
      const code = known ? error.code : 'internal'
      const detail = known ? error.log : describe(error)
      // A suspended tenant's requests wait: nobody decides about them until it is resumed.
      const suspended = code === 'tenant_suspended'
      const retryAfterMs = known ? retryDelayMs(error, attempt) : undefined
      logger[known && error.retryable ? 'info' : 'warn'](
        { part: name, code, workflowId, attempt, detail },
        'activity failed',
      )
      throw ApplicationFailure.create({
        type: code,
        message: code,
        nonRetryable: known && !error.retryable && !suspended,
        ...(retryAfterMs !== undefined ? { nextRetryDelay: retryAfterMs } : {}),
      })
    } finally {
      clearInterval(beating)
    }
  }
}

/** Long work says that it goes on, and hears that it is cancelled by the answer; short work is over before the first. */
function heartbeat(timeoutMs: number | undefined): NodeJS.Timeout | undefined {
  if (timeoutMs === undefined) return undefined
  const context = Context.current()
  return setInterval(() => context.heartbeat(), timeoutMs / 3).unref()
}

/** The error's class and place, not its message: a library's message may quote content. */
function describe(error: unknown): string {
  if (!(error instanceof Error)) return typeof error
  const place = error.stack?.split('\n').find((line) => line.trim().startsWith('at ')) ?? ''
  return `${error.name} ${place.trim()}`
}
