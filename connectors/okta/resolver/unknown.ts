import { isDexError } from '#contract/error.ts'

/** INVARIANT: unknown counts as privileged (T9). An outage is an error, neither a privilege nor its absence. */
export async function anyOrUnknown(listed: Promise<{ value: readonly unknown[] }>): Promise<boolean> {
  try {
    return (await listed).value.length > 0
  } catch (error) {
    if (isDexError(error, 'platform_forbidden') || isDexError(error, 'platform_not_found')) return true
    throw error
  }
}

export function nullWhenNotFound(error: unknown): null {
  if (isDexError(error, 'platform_not_found')) return null
  throw error
}
