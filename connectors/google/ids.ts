import { DexError } from '#contract/error.ts'

/** Google's own ids. Addresses and aliases, which its paths also take, are not ids: they can move to somebody else. */
const patterns = {
  user: /^[1-9][0-9]{15,24}$/,
  group: /^0[0-9a-z]{11,24}$/,
  org_unit: /^id:[0-9a-z]{8,40}$/,
  mobile_device: /^[A-Za-z0-9_-]{12,400}$/,
  app: /^[A-Za-z0-9][A-Za-z0-9._-]{2,199}$/,
} as const
export type IdKind = keyof typeof patterns

export const isId = (kind: IdKind, value: string): boolean => patterns[kind].test(value)

/** Throws `platform_not_found` before anything is sent: what is not an id names nothing. */
export function requireId(kind: IdKind, value: string | undefined): string {
  if (value === undefined || !isId(kind, value)) {
    throw new DexError('platform_not_found', `not a Google ${kind} id`, { extra: { mayHaveHappened: false } })
  }
  return value
}
