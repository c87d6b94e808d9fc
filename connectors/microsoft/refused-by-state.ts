import { DexError, isDexError } from '#contract/error.ts'

/**
 * For writes whose values are checked before they leave: Graph's 400 can then only mean that the object is not in a state
 * for it (already a member, no seat left, the default method …), so it becomes `platform_conflict`.
 */
export async function refusedByState<Value>(call: Promise<Value>): Promise<Value> {
  try {
    return await call
  } catch (error) {
    if (!isDexError(error, 'platform_invalid') || error.extra['mayHaveHappened'] !== false) throw error
    throw new DexError('platform_conflict', undefined, { log: error.log, extra: error.extra })
  }
}
