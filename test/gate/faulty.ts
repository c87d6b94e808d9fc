import type { GateDeps } from '#activities/deps.ts'
import type { Database } from '#store/database.ts'

/**
 * `fails`: it is not done, and says so. `rolls_back`: a transaction that is undone at its very end. `answer_lost`: it is done, and
 * says that it failed. The other two: the same, and the process is gone.
 */
export const faults = ['fails', 'rolls_back', 'answer_lost', 'dies_before', 'dies_after'] as const
export type Fault = (typeof faults)[number]

const lost = (): Error => new Error('a fault')

const reads = [
  'resolve',
  'groupsOf',
  'membership',
  'members',
  'entitlements',
  'findByEmail',
  'events',
] as const

type Wait = (...input: never[]) => Promise<unknown>

/**
 * What the gate stands on, with one fault at the n-th thing that it waits for, from 1. `names` is filled with what it waits for;
 * `died` settles when the process would be gone.
 */
export function faulty(
  deps: GateDeps,
  { at, fault }: { at: number; fault: Fault },
): { deps: GateDeps; names: string[]; died: Promise<void> } {
  const names: string[] = []
  let die: () => void = () => undefined
  const died = new Promise<void>((resolve) => {
    die = resolve
  })
  let dead = false
  const gone = (): Promise<never> => {
    dead = true
    die()
    return new Promise(() => undefined)
  }

  const step = async <Result>(
    name: string,
    work: () => Promise<Result>,
    undone?: () => Promise<Result>,
  ): Promise<Result> => {
    // Nothing goes on in a process that is gone.
    if (dead) return gone()
    names.push(name)
    if (names.length !== at) return work()
    switch (fault) {
      case 'fails':
        throw lost()
      case 'rolls_back':
        await undone?.().catch(() => undefined)
        throw lost()
      case 'answer_lost':
        await work()
        throw lost()
      case 'dies_before':
        return gone()
      case 'dies_after':
        await work().catch(() => undefined)
        return gone()
    }
  }

  /** Each named method waits. */
  const waiting = <Part extends object>(name: string, part: Part, methods: readonly (keyof Part)[]): Part => {
    const wrapped: Partial<Part> = {}
    for (const method of methods) {
      const original = part[method] as Wait | undefined
      if (typeof original !== 'function') continue
      const wait: Wait = (...input) => step(`${name}.${String(method)}`, () => original.apply(part, input))
      wrapped[method] = wait as Part[typeof method]
    }
    return { ...part, ...wrapped }
  }

  const { database, connectors } = deps
  /** The server ends the transactions of a process that is gone. */
  const untilGone = <Given extends unknown[], Result>(work: (...given: Given) => Promise<Result>) => {
    return (...given: Given): Promise<Result> =>
      Promise.race([work(...given), died.then(() => Promise.reject(lost()))])
  }
  const read: Database['read'] = (tenant, work) =>
    step('database.read', () => database.read(tenant, untilGone(work)))
  const transaction: Database['transaction'] = (tenant, work) =>
    step(
      'database.transaction',
      () => database.transaction(tenant, untilGone(work)),
      () =>
        database.transaction(tenant, async (tx) => {
          // Gone before the last statements left, and the commit with them.
          await work(tx, () => undefined)
          throw lost()
        }),
    )
  const once: Database['once'] = (tenant, work) => step('database.once', () => database.once(tenant, work))
  return {
    names,
    died,
    deps: {
      ...deps,
      database: { ...database, read, transaction, once },
      keys: waiting('keys', deps.keys, ['request', 'tenant']),
      deciders: waiting('deciders', deps.deciders, ['of']),
      delegation: waiting('delegation', deps.delegation, ['borrow', 'expire']),
      connectors: {
        ...connectors,
        connectorFor(name) {
          const connector = connectors.connectorFor(name)
          return connector && waiting('connector', connector, ['execute', 'happened'])
        },
        resolverFor(platform) {
          const resolver = connectors.resolverFor(platform)
          return resolver && waiting('resolver', resolver, reads)
        },
      },
    },
  }
}
