import { freshId } from '../base/ids.ts'

const texts: Record<string, { status: number; summary: string }> = {
  E0000001: { status: 400, summary: 'Api validation failed' },
  E0000003: { status: 400, summary: 'The request body was not well-formed.' },
  E0000006: { status: 403, summary: 'You do not have permission to perform the requested action' },
  E0000007: { status: 404, summary: 'Not found: Resource not found' },
  E0000008: { status: 404, summary: 'The requested path was not found' },
  E0000009: { status: 500, summary: 'Internal Server Error' },
  E0000011: { status: 401, summary: 'Invalid token provided' },
  E0000016: { status: 403, summary: 'Activation failed because the user is already active' },
  E0000022: { status: 405, summary: 'The endpoint does not support the provided HTTP method' },
  E0000029: { status: 400, summary: 'Invalid paging request: cursor' },
  E0000031: { status: 400, summary: 'Invalid search criteria.' },
  E0000032: { status: 403, summary: 'Unlock is not allowed for this user.' },
  E0000033: { status: 400, summary: "Can't specify a search query and filter in the same request." },
  E0000038: { status: 403, summary: 'This operation is not allowed in the user’s current status.' },
  E0000047: { status: 429, summary: 'API call exceeded rate limit due to too many requests.' },
  E0000093: { status: 400, summary: 'Target count limit exceeded' },
  E0000107: { status: 403, summary: 'Cannot do this operation in the current state.' },
  E0000117: { status: 403, summary: 'You cannot perform this operation on an inactive user.' },
  E0000231: { status: 412, summary: 'The If-Match header does not match the current entity tag.' },
  E0000053: { status: 400, summary: 'Invalid filter' },
}

/** A refusal with the vendor's code. */
export class OktaRefusal extends Error {
  readonly code: string
  readonly summary: string
  readonly causes: string[]
  readonly status: number
  constructor(code: string, options: { summary?: string; causes?: string[] } = {}) {
    const known = texts[code] ?? { status: 500, summary: 'Internal Server Error' }
    super(options.summary ?? known.summary)
    this.code = code
    this.status = known.status
    this.summary = this.message
    this.causes = options.causes ?? []
  }
}

/** 403 with an empty body: how the vendor answers a token that lacks a scope. */
export class ScopeMissing extends Error {
  readonly scope: string
  constructor(scope: string) {
    super(`the token lacks ${scope}`)
    this.scope = scope
  }
}

export const notFound = (
  id: string,
  kind: 'User' | 'UserFactor' | 'UserGroup' | 'AppInstance' | 'AppUser' | 'UserSchema',
) => new OktaRefusal('E0000007', { summary: `Not found: Resource not found: ${id} (${kind})` })

export const errorBody = (refusal: OktaRefusal) => ({
  errorCode: refusal.code,
  errorSummary: refusal.summary,
  errorLink: refusal.code,
  errorId: freshId('oae', 20),
  errorCauses: refusal.causes.map((errorSummary) => ({ errorSummary })),
})
