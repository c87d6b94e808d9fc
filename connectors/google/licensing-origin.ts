/**
 * Where the licensing API is: at the vendor a sister of the Admin SDK's host, elsewhere (the sandbox) the same origin.
 * INVARIANT: code alone names it.
 */
export const licensingOrigin = (origin: string): string =>
  origin === 'https://admin.googleapis.com' ? 'https://licensing.googleapis.com' : origin
