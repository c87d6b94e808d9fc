import pg from 'pg'
import type { GateDeps } from '#activities/deps.ts'

export interface Metered {
  /** All of it, in milliseconds. */
  ms: number
  /** Waiting for the platform, the borrowing of a credential included. */
  platformMs: number
  /** In transactions, what is worked out between their statements included. */
  databaseMs: number
  transactions: number
  /** Batches of statements that were sent, whoever sent them. */
  roundTrips: number
}

type Wait = (...input: never[]) => Promise<unknown>

/** The gate's own cost of one call: the same deps, watched. */
export function createMeter(deps: GateDeps): {
  deps: GateDeps
  measure<Result>(work: () => Promise<Result>): Promise<{ result: Result; metered: Metered }>
  stop(): void
} {
  let now: Metered = { ms: 0, platformMs: 0, databaseMs: 0, transactions: 0, roundTrips: 0 }
  // Every pool's clients are of this class: one call of `query` is one batch on the wire.
  const original = Object.getOwnPropertyDescriptor(pg.Client.prototype, 'query')
  const query = original?.value as (...input: unknown[]) => unknown
  Object.defineProperty(pg.Client.prototype, 'query', {
    ...original,
    value(this: pg.Client, ...input: unknown[]) {
      now.roundTrips += 1
      return query.apply(this, input)
    },
  })

  const timed = async <Result>(part: 'platformMs' | 'databaseMs', work: () => Promise<Result>) => {
    const started = performance.now()
    try {
      return await work()
    } finally {
      now[part] += performance.now() - started
    }
  }
  const watched = <Part extends object>(part: Part, methods: readonly (keyof Part)[]): Part => {
    const wrapped: Partial<Part> = {}
    for (const method of methods) {
      const wait = part[method] as Wait | undefined
      if (typeof wait !== 'function') continue
      const timing: Wait = (...input) => timed('platformMs', () => wait.apply(part, input))
      wrapped[method] = timing as Part[typeof method]
    }
    return { ...part, ...wrapped }
  }
  const { database, connectors } = deps
  return {
    deps: {
      ...deps,
      database: {
        ...database,
        transaction(tenant, work) {
          now.transactions += 1
          return timed('databaseMs', () => database.transaction(tenant, work))
        },
        read(tenant, work) {
          now.transactions += 1
          return timed('databaseMs', () => database.read(tenant, work))
        },
      },
      delegation: watched(deps.delegation, ['borrow']),
      connectors: {
        ...connectors,
        connectorFor(name) {
          const connector = connectors.connectorFor(name)
          return connector && watched(connector, ['execute', 'happened'])
        },
        resolverFor(platform) {
          const resolver = connectors.resolverFor(platform)
          return (
            resolver &&
            watched(resolver, ['resolve', 'groupsOf', 'membership', 'entitlements', 'findByEmail', 'events'])
          )
        },
      },
    },
    async measure(work) {
      now = { ms: 0, platformMs: 0, databaseMs: 0, transactions: 0, roundTrips: 0 }
      const started = performance.now()
      const result = await work()
      return { result, metered: { ...now, ms: performance.now() - started } }
    },
    stop() {
      if (original) Object.defineProperty(pg.Client.prototype, 'query', original)
    },
  }
}
