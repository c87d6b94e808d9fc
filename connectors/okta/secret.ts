import { DexError } from '#contract/error.ts'

/** A link or password that Okta shows once. Throws `platform_bad_answer`, to be settled by reading back, without one. */
export function requireSecret(value: unknown, requestId: string | null): string {
  if (typeof value === 'string' && value !== '') return value
  throw new DexError('platform_bad_answer', 'the platform did it, but gave no secret', {
    log: 'okta: no secret in the answer',
    extra: { platformRequestId: requestId, platformCode: null, mayHaveHappened: true },
  })
}
