import { DexError, isDexError } from '#contract/error.ts'

/**
 * For what is looked up after a write that the platform confirmed: whatever goes wrong here, the write stands, so that no
 * refusal may pass for the write's own. Throws `platform_bad_answer`, to be settled by reading back.
 */
export async function afterWrite<Value>(
  platform: string,
  requestId: string | null,
  work: () => Promise<Value>,
): Promise<Value> {
  try {
    return await work()
  } catch (error) {
    throw new DexError('platform_bad_answer', 'the platform did it, but its new state could not be read', {
      log: `${platform} after write: ${isDexError(error) ? error.log : 'error'}`,
      extra: { platformRequestId: requestId, platformCode: null, mayHaveHappened: true },
    })
  }
}
