import { z } from 'zod'
import { ActAs } from './statement.ts'

export const logKinds = [
  'request.opened',
  'request.redelivered',
  'request.status',
  'request.closed',
  'content.destroyed',
  'decision',
  'list.status',
  'approval.requested',
  'approval.reminded',
  'approval.decided',
  'approval.refused',
  'approval.closed',
  'action.intent',
  'action.outcome',
  'action.settled',
  'action.read',
  'action.corroborated',
  'action.uncorroborated',
  'connection.made',
  'connection.ended',
  'connection.needed',
  'bundle.proposed',
  'bundle.published',
  'bundle.refused',
  'standing.granted',
  'standing.signed',
  'standing.ended',
  'writes.stopped',
  'writes.resumed',
  'deputy.named',
  'deputy.ended',
  'session.opened',
  'session.closed',
  'session.refused',
  'access.denied',
  'door.refused',
  'activity.read',
  'activity.exported',
  'settings.changed',
  'content.viewed',
  'evidence.destroyed',
  'reconciled',
  'alarm',
  'tenant.created',
  'tenant.suspended',
  'tenant.resumed',
  'tenant.deleting',
  'keys.rotated',
  'secret.kept',
  'secret.seen',
  'secret.stale',
] as const

/** One line of the activity log: ids, codes, digests and times; never content. Undefined members are left out of the hash. */
export const LogEntry = z.strictObject({
  v: z.literal(1),
  kind: z.enum(logKinds),
  at: z.iso.datetime(),
  tenant: z.string().optional(),
  /** The process's role, and the person where one acted. */
  by: z.strictObject({ role: z.enum(['api', 'gate', 'think', 'dex']), person: z.string().optional() }),
  request: z.string().optional(),
  step: z.int().optional(),
  action: z.string().optional(),
  actionHash: z.string().optional(),
  target: z.strictObject({ platform: z.string(), type: z.string(), id: z.string() }).nullable().optional(),
  /** The further things that parameters named, by immutable id. */
  objects: z
    .array(z.strictObject({ platform: z.string(), type: z.string(), id: z.string(), role: z.string() }))
    .optional(),
  /** The whole decision: effect, layers with rules, deciding rule, bundle digest. */
  decision: z.json().optional(),
  codeRules: z.json().optional(),
  provenance: z.record(z.string(), z.string()).optional(),
  approval: z.string().optional(),
  statement: z.json().optional(),
  signature: z.string().optional(),
  actAs: ActAs.nullable().optional(),
  /** Fingerprint of the grant that was borrowed: a digest over issuer, client, account and scopes, keyed. */
  credential: z.string().optional(),
  idempotencyKey: z.string().optional(),
  attempt: z.int().optional(),
  platform: z
    .strictObject({ requestId: z.string().nullable(), eventId: z.string().nullable().optional() })
    .optional(),
  code: z.string().optional(),
  /** Keyed digest of content that was involved. */
  contentDigest: z.string().optional(),
  detail: z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()])).optional(),
})
export type LogEntry = z.infer<typeof LogEntry>
