import { z } from 'zod'
import { TenantId } from './ids.ts'

export const StopId = z
  .string()
  .regex(/^stp_[A-Za-z0-9]{24}$/)
  .brand<'StopId'>()
export type StopId = z.infer<typeof StopId>

/** What is held back: both null, every change on every platform; else those of one platform, or of one action. */
export const StopScope = z.strictObject({
  platform: z.string().max(40).nullable(),
  action: z.string().max(200).nullable(),
})
export type StopScope = z.infer<typeof StopScope>

/** An admin's word that changes are held back, or go on; RFC 8785 bytes of it are signed with Ed25519. */
export const StopStatement = z.strictObject({
  type: z.literal('dex/stop/v1'),
  tenant: TenantId,
  stop: StopId,
  scope: StopScope,
  word: z.enum(['stop', 'resume']),
  signer: z.strictObject({ person: z.string(), iss: z.string(), sub: z.string() }),
  issuedAt: z.iso.datetime(),
  nonce: z.string().min(16).max(64),
  keyId: z.string(),
})
export type StopStatement = z.infer<typeof StopStatement>

/** Whether it holds this action back. Replies and questions of Dex's own change nothing on a platform, and go on. */
export const holdsBack = (
  { platform, action }: StopScope,
  change: { name: string; platform: string },
): boolean =>
  change.platform !== 'dex' &&
  (platform === null || platform === change.platform) &&
  (action === null || action === change.name)
