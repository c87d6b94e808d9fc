import { DexError } from '#contract/error.ts'

/** Ids of directory objects, devices and licences. Names, `me` and casts, which Graph's paths also take, are not ids. */
const GUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/

export const isGuid = (value: string): boolean => GUID.test(value)

/** Throws `platform_not_found` before anything is sent: what is not an id names nothing. */
export function requireGuid(value: string | undefined): string {
  if (value === undefined || !isGuid(value)) {
    throw new DexError('platform_not_found', 'not a GUID', { extra: { mayHaveHappened: false } })
  }
  return value
}
