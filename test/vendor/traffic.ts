import type { FetchFor } from '#contract/fetch.ts'

/** One call as it went over the wire, and what came back. */
export interface Exchange {
  method: string
  url: URL
  /** Undefined where none was sent. */
  body: unknown
  status: number
  /** Undefined where none came. */
  answer: unknown
}

/** The same way out, keeping what passes; an answer that never came is left out. */
export function recording(fetchFor: FetchFor, exchanges: Exchange[]): FetchFor {
  return (origin) => {
    const send = fetchFor(origin)
    return async (input, init) => {
      const request = new Request(input, init)
      const sent = await request.clone().text()
      const response = await send(input, init)
      const text = await response.clone().text()
      exchanges.push({
        method: request.method,
        url: new URL(request.url),
        body: sent === '' ? undefined : JSON.parse(sent),
        status: response.status,
        answer: text === '' ? undefined : JSON.parse(text),
      })
      return response
    }
  }
}
