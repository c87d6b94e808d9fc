import type { IncomingMessage } from 'node:http'
import type { Fault } from './faults.ts'

/** Who owns the credential of a call. */
export interface Actor {
  id: string
  login: string
}

/** What is known about one call while it runs. */
export interface Exchange {
  requestId: string
  actor: Actor | null
  fault: Fault | null
  /** Ids that the body names, where a path does not say whom a call is about. */
  about: string[]
}

export interface JournalEntry {
  at: string
  method: string
  path: string
  actor: Actor | null
  /** 0 when the connection was cut before anything ran. */
  status: number
  requestId: string
  fault: Fault['kind'] | null
  about: string[]
}

export interface Exchanges {
  open(request: IncomingMessage, exchange: Exchange): void
  of(request: IncomingMessage): Exchange
}

export function createExchanges(): Exchanges {
  const known = new WeakMap<IncomingMessage, Exchange>()
  return {
    open(request, exchange) {
      known.set(request, exchange)
    },
    of(request) {
      const exchange = known.get(request)
      if (!exchange) throw new Error('an exchange that was never opened')
      return exchange
    },
  }
}
