import { connect as connectPlain, type Socket } from 'node:net'
import { connect as connectTls, rootCertificates } from 'node:tls'
import { DexError } from '#contract/error.ts'
import { addressKind } from './addresses.ts'
import { type Resolve, refusedAddress, systemResolve } from './pinned-agent.ts'

/** Sends bytes over a connection of their own. Resolves once the other side has closed after reading them all. */
export type SendStream = (bytes: Uint8Array) => Promise<void>

export interface StreamOptions {
  /** `tls://host:port` or `tcp://host:port`; the operator's own configuration, never a tenant's. */
  url: string
  profile: 'sandbox' | 'production'
  /** PEM; trusted in addition to the well-known ones. */
  certificateAuthority?: string | null
  timeoutMs?: number
  resolve?: Resolve
}

/**
 * For what is no HTTP: a collector's socket. Production speaks TLS alone. The address is looked up once, and dialled as
 * it was checked; link-local ones never. Throws `egress_refused`, and `delivery_failed` where nobody takes it.
 */
export function createStream(options: StreamOptions): SendStream {
  const url = URL.parse(options.url)
  const secure = url?.protocol === 'tls:'
  if (!url || url.port === '' || !(secure || url.protocol === 'tcp:')) {
    throw new DexError('configuration_invalid', 'the collector is not `tls://host:port` or `tcp://host:port`')
  }
  if (!secure && options.profile === 'production') {
    throw new DexError('configuration_invalid', 'production sends to a collector over TLS alone')
  }
  const host = url.hostname.replace(/^\[(.*)\]$/, '$1')
  const port = Number(url.port)
  const { resolve = systemResolve, timeoutMs = 15_000, certificateAuthority: ca = null } = options

  async function dial(): Promise<Socket> {
    const addresses = await resolve(host).catch((cause: unknown) => {
      throw new DexError('delivery_failed', 'the collector’s name has no address', { cause })
    })
    const [address] = addresses
    if (address === undefined || addresses.some((each) => addressKind(each) === 'never'))
      throw refusedAddress()
    if (!secure) return connectPlain({ host: address, port })
    return connectTls({
      host: address,
      port,
      servername: host,
      // INVARIANT: certificates are checked whatever the environment says.
      rejectUnauthorized: true,
      ...(ca === null ? {} : { ca: [...rootCertificates, ca] }),
    })
  }

  return async (bytes) => {
    const socket = await dial()
    await new Promise<void>((done, fail) => {
      let ended = false
      const refuse = (cause?: unknown) => {
        socket.destroy()
        fail(new DexError('delivery_failed', 'the collector does not take it', { cause }))
      }
      socket.setTimeout(timeoutMs, () => refuse(new Error('timed out')))
      socket.once('error', refuse)
      // What it says is not listened to, but has to be read for its end to be seen.
      socket.resume()
      socket.once('end', () => {
        ended = true
      })
      socket.once('close', () => (ended ? done() : refuse()))
      socket.end(bytes)
    })
  }
}
