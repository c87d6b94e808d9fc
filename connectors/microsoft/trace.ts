/** What one SDK call left on the wire; the SDK keeps no headers of a success, nor of an error that is not JSON. */
export interface GraphTrace {
  /** `request-id` of the last answer. */
  requestId: string | null
  /** Status of the last answer; null while none has come. */
  status: number | null
  /** Whether a request left; false means that surely nothing happened. */
  sent: boolean
  /** The platform's wait after a 429, in milliseconds; it does not always say. */
  retryAfterMs: number | null
  /** What a claims challenge demands before a token is taken again: base64 JSON as it came (CAE, Conditional Access). */
  claims: string | null
  /** What our transport threw last: the SDK makes an error of its own from it, without a cause. */
  thrown: unknown
}

export const newTrace = (): GraphTrace => ({
  requestId: null,
  status: null,
  sent: false,
  retryAfterMs: null,
  claims: null,
  thrown: null,
})
