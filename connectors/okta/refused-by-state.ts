import { DexError, isDexError } from '#contract/error.ts'

/**
 * For calls without a parameter: Okta's 400 E0000001 ("validation or precondition") can then only mean that the
 * account is not in a state for it, so it becomes `platform_conflict`.
 */
export async function refusedByState<Value>(call: Promise<Value>): Promise<Value> {
  try {
    return await call
  } catch (error) {
    if (!isDexError(error, 'platform_invalid') || error.extra['platformCode'] !== 'E0000001') throw error
    throw new DexError('platform_conflict', undefined, { log: error.log, extra: error.extra })
  }
}
