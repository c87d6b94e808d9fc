import { freshGuid } from './ids.ts'

/** A refusal in the vendor's words. */
export class GraphRefusal extends Error {
  readonly status: number
  readonly code: string
  constructor(status: number, code: string, message: string) {
    super(message)
    this.status = status
    this.code = code
  }
}

export const denied = () =>
  new GraphRefusal(403, 'Authorization_RequestDenied', 'Insufficient privileges to complete the operation.')

export const badRequest = (message: string) => new GraphRefusal(400, 'Request_BadRequest', message)

export const missing = (id: string) =>
  new GraphRefusal(
    404,
    'Request_ResourceNotFound',
    `Resource '${id}' does not exist or one of its queried reference-property objects are not present.`,
  )

export const unauthenticated = (message = 'Access token is empty.') =>
  new GraphRefusal(401, 'InvalidAuthenticationToken', message)

export const throttled = () => new GraphRefusal(429, 'TooManyRequests', 'Too many requests.')

export const broken = () => new GraphRefusal(500, 'UnknownError', 'An unexpected error occurred.')

export const errorBody = (
  refusal: GraphRefusal,
  ids: { requestId: string; clientRequestId: string } = {
    requestId: freshGuid(),
    clientRequestId: freshGuid(),
  },
) => ({
  error: {
    code: refusal.code,
    message: refusal.message,
    innerError: {
      date: new Date().toISOString().slice(0, 19),
      'request-id': ids.requestId,
      'client-request-id': ids.clientRequestId,
    },
  },
})
