import { z } from 'zod'

/** The end of a tenant's chain at a moment, signed with the gate's log key. */
export const LogHeadStatement = z.strictObject({
  type: z.literal('dex/log-head/v1'),
  tenant: z.string(),
  seq: z.int().min(0),
  /** 64 hex digits; all zero while nothing was logged. */
  hash: z.string().regex(/^[0-9a-f]{64}$/),
  at: z.iso.datetime(),
  keyId: z.string(),
})
export type LogHeadStatement = z.infer<typeof LogHeadStatement>

export const SignedLogHead = z.strictObject({ statement: LogHeadStatement, signature: z.string() })
export type SignedLogHead = z.infer<typeof SignedLogHead>
