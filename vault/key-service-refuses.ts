import { DexError } from '#contract/error.ts'

/** Why a key service did nothing: all of it can be mended there, and what waits for it goes on then. */
export type Refused = 'denied' | 'throttled' | 'disabled' | 'away'

const texts: Record<Refused, readonly [message: string, mend: string]> = {
  denied: [
    'the key service does not let Dex use the key',
    'check the credential and the rights that docs/operations.md lists under Keys',
  ],
  throttled: ['the key service asks to wait', 'wait; raise its limit where this comes often'],
  disabled: ['the key is disabled at the key service', 'enable it there'],
  away: ['the key service does not answer', 'see `dex doctor`'],
}

/** `key_unavailable` with what the service itself said, for the log alone. */
export function keyServiceRefuses(
  service: string,
  said: string | number,
  refused: Refused,
  cause?: unknown,
): DexError {
  const [message, mend] = texts[refused]
  return new DexError('key_unavailable', message, { log: `${service}: ${said}`, mend, cause })
}
