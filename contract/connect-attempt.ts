import { z } from 'zod'

/** What api seals of a started OAuth round, for the gate to finish; `callbackUrl` joins when the platform answers. */
export const SealedAttempt = z.strictObject({
  state: z.string(),
  nonce: z.string(),
  codeVerifier: z.string(),
  redirectUri: z.string(),
  scopes: z.array(z.string()),
  returnTo: z.string(),
  callbackUrl: z.string().nullable(),
})
export type SealedAttempt = z.infer<typeof SealedAttempt>
