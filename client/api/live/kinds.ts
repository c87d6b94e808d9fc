import type { LogEntry } from '#contract/log-entry.ts'

export type LogKind = LogEntry['kind']

/** Entries of the log that open pages hear of. */
export const liveKinds = [
  'request.opened',
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
  'bundle.published',
  'standing.granted',
  'standing.signed',
  'standing.ended',
  'writes.stopped',
  'writes.resumed',
  'deputy.named',
  'deputy.ended',
  'alarm',
] as const satisfies readonly LogKind[]
