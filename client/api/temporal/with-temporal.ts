import {
  type Client,
  isGrpcServiceError,
  ServiceError,
  WorkflowUpdateRPCTimeoutOrCancelledError,
} from '@temporalio/client'
import { DexError } from '#contract/error.ts'
import type { TenantId } from '#contract/ids.ts'
import type { ApiDeps } from '../deps.ts'

/** Whether it is the service that did not answer, rather than an answer that is a refusal. */
export const isServiceAway = (error: unknown): boolean =>
  error instanceof WorkflowUpdateRPCTimeoutOrCancelledError ||
  isGrpcServiceError(error) ||
  (error instanceof ServiceError && error.name === 'ServiceError')

/**
 * Calls Temporal, in the tenant's namespace, with a deadline over everything, retries included. Throws
 * `temporal_unavailable`.
 */
export async function withTemporal<Result>(
  deps: Pick<ApiDeps, 'temporal'>,
  tenant: TenantId | null,
  deadlineMs: number,
  call: (client: Client) => Promise<Result>,
): Promise<Result> {
  const client = await deps.temporal(tenant)
  try {
    return await client.withDeadline(Date.now() + deadlineMs, () => call(client))
  } catch (error) {
    if (!isServiceAway(error)) throw error
    const log = `temporal: ${grpcCodeOf(error)}`
    throw new DexError('temporal_unavailable', undefined, { cause: error, retryAfterMs: 5_000, log })
  }
}

/** The number alone: a service's text may quote what it was sent. */
function grpcCodeOf(error: unknown): string {
  const cause = isGrpcServiceError(error) ? error : error instanceof Error ? error.cause : undefined
  return isGrpcServiceError(cause) ? `status ${cause.code}` : 'no answer in time'
}
