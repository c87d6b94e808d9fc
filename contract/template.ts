/** Fixed texts for the requester: all that an asserted requester ever gets (T2). */
export const replyTemplates = [
  'received',
  'waiting_approval',
  'resolved',
  'resolved_unchecked',
  'handed_over',
  'declined',
  'rejected',
  'expired',
  'changed',
  'lines_taken_out',
  'cancelled',
  'question_reminder',
  'no_answer',
] as const
export type ReplyTemplate = (typeof replyTemplates)[number]

/** Fixed notes for the people who work the queue. */
export const internalTemplates = [
  'approval_reminder',
  'approval_expired',
  'approval_passed_on',
  'connection_needed',
  'escalated',
  'in_doubt',
  'list_waits',
  'no_answer',
] as const
export type InternalTemplate = (typeof internalTemplates)[number]
