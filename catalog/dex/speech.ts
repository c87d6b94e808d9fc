import { z } from 'zod'

/** What all actions share by which Dex says something: as the channel's own bot, to the request's own people (T2). */
export const speech = {
  platform: 'dex',
  target: null,
  targetType: 'request',
  objects: [],
  write: true,
  credential: false,
  disclosable: [],
  settlesMs: 0,
  risk: 'low',
  reversible: null,
  selfService: true,
  scopes: [],
  adminRight: null,
  preconditions: [],
  events: [],
  readBack: 'the channel lists a comment with our idempotency key',
  returns: z.strictObject({ commentId: z.string() }),
} as const
