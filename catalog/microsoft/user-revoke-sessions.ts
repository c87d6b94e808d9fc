import { z } from 'zod'
import { defineAction } from '../define.ts'
import { named, userTarget } from './fields.ts'

export const microsoftUserRevokeSessions = defineAction({
  name: 'microsoft.user.revoke_sessions',
  version: 1,
  platform: 'microsoft',
  params: z.strictObject({}),
  target: userTarget,
  targetType: 'user',
  objects: [],
  write: true,
  credential: false,
  disclosable: ['revoked'],
  settlesMs: 10_000,
  risk: 'medium',
  reversible: null,
  selfService: true,
  scopes: ['User.RevokeSessions.All', 'User.Read.All'],
  adminRight:
    'helpdesk, authentication, user or privileged authentication administrator; the target’s own roles decide which',
  preconditions: ['not somebody whose delegation Dex runs on: that ends with their sessions'],
  events: ['Update StsRefreshTokenValidFrom Timestamp'],
  call: 'POST /users/{id}/revokeSignInSessions',
  readBack: 'GET /users/{id} has signInSessionsValidFromDateTime since the intent',
  help: 'End all sign-in sessions of a user: every device and app asks them to sign in again within minutes.',
  returns: z.strictObject({ revoked: z.literal(true) }),
  sentence: ({ target }) =>
    `end all Microsoft 365 sessions of ${named(target, 'the user')}; they sign in again`,
})
