import type { Code } from '#contract/codes.ts'
import { isDexError } from '#contract/error.ts'

export const exitCodes = { done: 0, no: 1, wrongUse: 2, unreachable: 3 } as const
export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes]

const wrongUse: readonly Code[] = [
  'usage',
  'input_invalid',
  'body_invalid',
  'body_not_json',
  'body_too_large',
  'params_invalid',
  'terms_too_wide',
  'configuration_invalid',
  'bundle_invalid',
  'proof_required',
  'justification_required',
]

const unreachable: readonly Code[] = [
  'api_unavailable',
  'database_unavailable',
  'temporal_unavailable',
  'identity_provider_unavailable',
  'key_unavailable',
  'schema_mismatch',
  'bootstrap_failed',
  'port_taken',
  'platform_unavailable',
]

/** 1 the answer is no, 2 wrong use or invalid input, 3 a part that is needed cannot be reached. */
export function exitCodeOf(error: unknown): ExitCode {
  if (!isDexError(error)) return exitCodes.no
  if (wrongUse.includes(error.code)) return exitCodes.wrongUse
  return unreachable.includes(error.code) ? exitCodes.unreachable : exitCodes.no
}
