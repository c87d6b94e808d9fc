import type { Dispatcher } from 'undici'
import { DexError } from '#contract/error.ts'
import type { FetchFor } from '#contract/fetch.ts'
import type { Logger } from '#contract/logger.ts'
import type { AddressKind } from './addresses.ts'
import { addressKind } from './addresses.ts'
import { withDeadline } from './deadline.ts'
import type { EgressRules } from './destination.ts'
import { destinationOf, exactOrigin } from './destination.ts'
import { exchange, type Outgoing } from './exchange.ts'
import type { EgressLimits, Resolve } from './pinned-agent.ts'
import { createPinnedAgent, refusedAddress, systemResolve } from './pinned-agent.ts'

export interface Egress {
  /**
   * `fetch` as the platform has it, to allowed addresses only. `init.origin` binds the call to one origin. Rejects with
   * DexError `egress_refused` (address, redirect, size); other failures stay the TypeError that SDKs know.
   */
  fetch(input: string | URL | Request, init?: RequestInit & { origin?: string }): Promise<Response>
  /** A `fetch` for one origin alone, so that its bearer goes nowhere else: next links and redirects included. */
  forOrigin: FetchFor
  /** Ends idle connections and those in use. */
  close(): Promise<void>
}

export interface EgressOptions {
  profile: 'sandbox' | 'production'
  /** Exact https origins on private addresses; the operator's own configuration, never a tenant's. */
  privateOrigins?: readonly string[]
  limits?: Partial<EgressLimits>
  logger?: Logger
  resolve?: Resolve
  /** PEM; trusted in addition to the well-known ones, for services on private addresses. */
  certificateAuthorities?: readonly string[]
}

const limitsByDefault: EgressLimits = {
  connectMs: 10_000,
  headersMs: 60_000,
  bodyMs: 60_000,
  totalMs: 300_000,
  responseBytes: 16 * 1024 * 1024,
}

/**
 * The one way out to the network (T13). Production: https to public addresses, and to the origins that the operator
 * names. Sandbox: also http and https to this machine. Link-local addresses: never.
 */
export function createEgress(options: EgressOptions): Egress {
  const limits = { ...limitsByDefault, ...options.limits }
  const resolve = options.resolve ?? systemResolve
  const certificateAuthorities = options.certificateAuthorities ?? []
  for (const origin of options.privateOrigins ?? []) {
    if (exactOrigin(origin)?.startsWith('https:') !== true) {
      throw new DexError('configuration_invalid', `\`${origin}\` is not an exact https origin`)
    }
  }
  const rules: EgressRules = {
    profile: options.profile,
    privateOrigins: new Set(options.privateOrigins ?? []),
  }
  const agents = new Map<string, Dispatcher>()

  /** One pool for each set of allowed addresses: a connection made under wider rules is never reused under narrower. */
  function agentFor(allowed: readonly AddressKind[]): Dispatcher {
    const name = allowed.join(' ')
    const agent = agents.get(name) ?? createPinnedAgent({ allowed, resolve, limits, certificateAuthorities })
    agents.set(name, agent)
    return agent
  }

  function refuse(reason: DexError, origin: string | null): DexError {
    options.logger?.warn({ code: 'egress_refused', url: origin }, 'a call was refused on its way out')
    return reason
  }

  async function call(
    input: string | URL | Request,
    init: RequestInit,
    boundTo: string | null,
  ): Promise<Response> {
    const address = typeof input === 'string' ? input : input instanceof URL ? input.href : input.url
    const destination = destinationOf(address, rules, boundTo)
    if ('refused' in destination) {
      throw refuse(
        new DexError('egress_refused', `this address may not be called: ${destination.refused}`),
        null,
      )
    }
    const { url, origin, host, literal, allowed } = destination
    if (literal && !allowed.includes(addressKind(host))) throw refuse(refusedAddress(), origin)

    const { signal, ...outgoing } = await outgoingOf(input, url, init)
    try {
      return await withDeadline(signal, limits.totalMs, (within) =>
        exchange(agentFor(allowed), url, outgoing, { signal: within, bytesMax: limits.responseBytes }),
      )
    } catch (error) {
      throw error instanceof DexError ? refuse(error, origin) : error
    }
  }

  return {
    fetch(input, { origin, ...init } = {}) {
      return call(input, init, origin ?? null)
    },
    forOrigin(origin) {
      const exact = exactOrigin(origin)
      if (exact === null) throw new DexError('egress_refused', `\`${origin}\` is not an exact origin`)
      return (input, init) => call(input, init ?? {}, exact)
    },
    async close() {
      await Promise.all([...agents.values()].map((agent) => agent.destroy()))
    },
  }
}

/** What is sent, with the body in memory. A `Request` is built only where one is needed to read what was given. */
async function outgoingOf(
  input: string | URL | Request,
  url: URL,
  init: RequestInit,
): Promise<Outgoing & { signal: AbortSignal | null }> {
  const { method = 'GET', body = null, signal = null } = init
  if (!(input instanceof Request) && (body === null || typeof body === 'string')) {
    return { method: method.toUpperCase(), headers: new Headers(init.headers), body, signal }
  }
  const request = input instanceof Request ? new Request(input, init) : new Request(url, init)
  const bytes = request.body ? new Uint8Array(await request.arrayBuffer()) : null
  return { method: request.method, headers: request.headers, body: bytes, signal: signal ?? request.signal }
}
