import { isDexError } from '#contract/error.ts'

/** For a look-up: null where the platform knows no such object, and says so itself. */
export async function noneWhenMissing<Value>(work: Promise<Value>): Promise<Value | null> {
  try {
    return await work
  } catch (error) {
    if (isDexError(error, 'platform_not_found')) return null
    throw error
  }
}
