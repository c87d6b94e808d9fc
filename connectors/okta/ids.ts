import { DexError } from '#contract/error.ts'

/** Okta's own ids: 20 letters and digits. Logins, `me` and prefixes, which its paths also take, are not ids. */
const OKTA_ID = /^[A-Za-z0-9]{20}$/

export const isOktaId = (value: string): boolean => OKTA_ID.test(value)

/** Throws `platform_not_found` before anything is sent: what is not an id names nothing. */
export function requireOktaId(value: string | undefined): string {
  if (value === undefined || !isOktaId(value)) {
    throw new DexError('platform_not_found', 'not an Okta id', { extra: { mayHaveHappened: false } })
  }
  return value
}
