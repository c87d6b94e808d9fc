import { WorkflowFailedError } from '@temporalio/client'
import { ActivityFailure, ApplicationFailure } from '@temporalio/common'
import { type Code, codes } from '#contract/codes.ts'

/** The stable code that the gate's activity failed with; null when it was not an activity that failed. */
export function failureCode(error: unknown): Code | null {
  if (!(error instanceof WorkflowFailedError)) return null
  const cause = error.cause instanceof ActivityFailure ? error.cause.cause : error.cause
  const type = cause instanceof ApplicationFailure ? cause.type : null
  return typeof type === 'string' && Object.hasOwn(codes, type) ? (type as Code) : 'internal'
}
