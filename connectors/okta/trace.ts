/** What one SDK call left on the wire; the SDK itself exposes no headers of a success. */
export interface OktaTrace {
  /** `x-okta-request-id` of the last answer. */
  requestId: string | null
  /** Status of the last answer; null while none has come. */
  status: number | null
  /** Whether a request left; false means that surely nothing happened. */
  sent: boolean
  /** The platform's wait after a 429, in milliseconds. */
  retryAfterMs: number | null
  /** RFC 6750: the token lacks a scope; Okta says so in `WWW-Authenticate` with an empty body. */
  insufficientScope: boolean
}

export const newTrace = (): OktaTrace => ({
  requestId: null,
  status: null,
  sent: false,
  retryAfterMs: null,
  insufficientScope: false,
})
