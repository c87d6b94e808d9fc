import { isDexError } from '#contract/error.ts'

/** Null for what was sealed with a key that was destroyed: what else is shown beside it stays readable. */
export async function unlessSealed<Result>(open: () => Promise<Result> | Result): Promise<Result | null> {
  try {
    return await open()
  } catch (error) {
    if (isDexError(error, 'sealed')) return null
    throw error
  }
}
