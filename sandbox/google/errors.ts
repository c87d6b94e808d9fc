export const reasons = {
  authError: { status: 401, message: 'Request had invalid authentication credentials.' },
  forbidden: { status: 403, message: 'Not Authorized to access this resource/api' },
  insufficientPermissions: { status: 403, message: 'Request had insufficient authentication scopes.' },
  userRateLimitExceeded: { status: 403, message: 'Quota exceeded for quota metric.' },
  notFound: { status: 404, message: 'Resource Not Found' },
  invalid: { status: 400, message: 'Invalid Input' },
  badRequest: { status: 400, message: 'Bad Request' },
  required: { status: 400, message: 'Missing required field' },
  duplicate: { status: 409, message: 'Entity already exists.' },
  conditionNotMet: { status: 412, message: 'Precondition check failed.' },
  adminCannotUnsuspend: { status: 412, message: 'User cannot be unsuspended by an administrator.' },
  rateLimitExceeded: { status: 429, message: 'Rate Limit Exceeded' },
  backendError: { status: 500, message: 'Backend Error' },
} as const
export type Reason = keyof typeof reasons

/** A refusal with the vendor's reason. */
export class GoogleRefusal extends Error {
  readonly reason: Reason
  readonly status: number
  constructor(reason: Reason, message?: string) {
    super(message ?? reasons[reason].message)
    this.reason = reason
    this.status = reasons[reason].status
  }
}

export const notFound = (
  what: 'userKey' | 'groupKey' | 'memberKey' | 'resourceId' | 'clientId' | 'orgUnit',
) => new GoogleRefusal('notFound', `Resource Not Found: ${what}`)

/** The error form of every Google API. */
export const errorBody = ({ reason, status, message }: GoogleRefusal) => ({
  error: {
    code: status,
    message,
    errors: [
      { message, domain: status === 403 && reason.endsWith('Exceeded') ? 'usageLimits' : 'global', reason },
    ],
    ...(reason === 'insufficientPermissions' && {
      status: 'PERMISSION_DENIED',
      details: [
        {
          '@type': 'type.googleapis.com/google.rpc.ErrorInfo',
          reason: 'ACCESS_TOKEN_SCOPE_INSUFFICIENT',
          domain: 'googleapis.com',
        },
      ],
    }),
  },
})
