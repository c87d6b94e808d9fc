import { z } from 'zod'

/** What a code or a refresh brought. Lives in memory or sealed, nowhere else; never logged. */
export const Tokens = z.strictObject({
  accessToken: z.string().min(1),
  /** Null when the platform gave none: the connection then ends with the access token. */
  refreshToken: z.string().min(1).nullable(),
  /** Of the access token; milliseconds since the epoch. */
  expiresAt: z.int(),
  scopes: z.array(z.string()),
  /** The account's immutable id at the platform (`sub`). */
  accountId: z.string().min(1),
  issuer: z.string(),
  /** The only origin that the access token may be sent to. */
  origin: z.string(),
})
export type Tokens = z.infer<typeof Tokens>
