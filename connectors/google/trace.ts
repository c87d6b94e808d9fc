/** What one SDK call left on the wire. */
export interface GoogleTrace {
  /** `x-goog-request-id` of the last answer; Google sends none with most of these APIs. */
  requestId: string | null
  /** Status of the last answer; null while none has come. */
  status: number | null
  /** Whether a request left; false means that surely nothing happened. */
  sent: boolean
  /** The platform's wait after a refusal, in milliseconds; Google promises none. */
  retryAfterMs: number | null
}

export const newTrace = (): GoogleTrace => ({
  requestId: null,
  status: null,
  sent: false,
  retryAfterMs: null,
})
