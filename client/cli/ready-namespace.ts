import { Connection } from '@temporalio/client'
import { DexError } from '#contract/error.ts'
import { type TemporalAddress, temporalConnectionOptions } from '#process/temporal-connection.ts'
import { ensureNamespace } from '#process/temporal-namespace.ts'

/** Has the service know the namespace, with Dex's search attributes. Throws `temporal_unavailable`. */
export async function readyNamespace(
  service: TemporalAddress,
  namespace: string,
  retentionMs: number,
): Promise<void> {
  const options = await temporalConnectionOptions(service)
  const connection = await Connection.connect(options).catch((cause: unknown) => {
    throw new DexError('temporal_unavailable', `the Temporal service at ${options.address} does not answer`, {
      mend: 'start it, or unset TEMPORAL_ADDRESS: `dex up` then brings one of its own',
      cause,
    })
  })
  try {
    await ensureNamespace(connection, namespace, retentionMs)
  } finally {
    await connection.close()
  }
}
