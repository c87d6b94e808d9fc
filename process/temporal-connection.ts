import { readFile } from 'node:fs/promises'
import { DexError } from '#contract/error.ts'

export interface TemporalAddress {
  temporalAddress: string | null
  temporalTlsCert: string | null
  temporalTlsKey: string | null
  temporalTlsCa: string | null
}

interface ConnectionOptions {
  address: string
  tls?: { serverRootCACertificate?: Buffer; clientCertPair?: { crt: Buffer; key: Buffer } }
}

/** Options for client and worker connections alike; mutual TLS where the three files are named. */
export async function temporalConnectionOptions(configuration: TemporalAddress): Promise<ConnectionOptions> {
  const {
    temporalAddress: address,
    temporalTlsCert: cert,
    temporalTlsKey: key,
    temporalTlsCa: ca,
  } = configuration
  if (address === null) throw new DexError('configuration_invalid', 'TEMPORAL_ADDRESS is not set')
  if (cert === null && ca === null) return { address }
  return {
    address,
    tls: {
      ...(ca === null ? {} : { serverRootCACertificate: await readFile(ca) }),
      ...(cert === null || key === null
        ? {}
        : { clientCertPair: { crt: await readFile(cert), key: await readFile(key) } }),
    },
  }
}
