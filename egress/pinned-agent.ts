import { lookup } from 'node:dns/promises'
import type { LookupFunction } from 'node:net'
import { rootCertificates } from 'node:tls'
import { callbackify } from 'node:util'
import { Agent, type Dispatcher } from 'undici'
import { DexError } from '#contract/error.ts'
import type { AddressKind } from './addresses.ts'
import { addressKind } from './addresses.ts'
import { inTime } from './in-time.ts'

/** All addresses of a name, in the order to try them. */
export type Resolve = (host: string) => Promise<readonly string[]>

export const systemResolve: Resolve = async (host) =>
  (await lookup(host, { all: true, order: 'verbatim' })).map(({ address }) => address)

export interface EgressLimits {
  connectMs: number
  /** Until the answer's headers. */
  headersMs: number
  /** Between two pieces of the answer's body. */
  bodyMs: number
  /** For the whole call, body included. */
  totalMs: number
  responseBytes: number
}

/**
 * A pool of connections that only ever go to addresses of these kinds. INVARIANT: the look-up happens inside of the
 * connect, once; the address that was checked is the address that is dialled, so that a second answer of the DNS
 * changes nothing. One bad address among several refuses them all.
 */
export function createPinnedAgent(options: {
  allowed: readonly AddressKind[]
  resolve: Resolve
  limits: EgressLimits
  certificateAuthorities: readonly string[]
}): Dispatcher {
  const { allowed, resolve, limits, certificateAuthorities } = options
  const checked = callbackify(async (host: string) => {
    const addresses = await resolve(host)
    const bad = addresses.find((address) => !allowed.includes(addressKind(address)))
    if (addresses.length === 0 || bad !== undefined) throw refusedAddress()
    return addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 }))
  })
  const pinned: LookupFunction = (host, { all }, callback) => {
    checked(host, (error, addresses) => {
      const first = addresses?.[0]
      if (error || !first) callback(error ?? refusedAddress(), '')
      else if (all) callback(null, addresses)
      else callback(null, first.address, first.family)
    })
  }
  return new Agent({
    connect: {
      lookup: pinned,
      timeout: limits.connectMs,
      // INVARIANT: certificates are checked whatever the environment says.
      rejectUnauthorized: true,
      ...(certificateAuthorities.length > 0 ? { ca: [...rootCertificates, ...certificateAuthorities] } : {}),
    },
    headersTimeout: limits.headersMs,
    bodyTimeout: limits.bodyMs,
  }).compose(inTime)
}

export const refusedAddress = (): DexError =>
  new DexError('egress_refused', 'the host is on an address that may not be called')
