import { Connection } from '@temporalio/client'
import { DexError } from '#contract/error.ts'
import type { Configuration } from '#process/configuration/read.ts'
import { temporalConnectionOptions } from '#process/temporal-connection.ts'
import { ensureNamespace } from '#process/temporal-namespace.ts'
import { withTemporalAddress } from '../temporal-address.ts'

const form = /^[A-Za-z0-9][A-Za-z0-9._-]{1,99}$/

/** Throws `usage` for a name that is none, or is the one that tenants share. */
export function assertOwnNamespace(namespace: string, configuration: Configuration<'dex'>): void {
  if (!form.test(namespace)) {
    throw new DexError('usage', `\`${namespace}\` is not a namespace`, {
      mend: 'letters, digits, dots, dashes; such as acme-dex',
    })
  }
  if (namespace !== configuration.temporalNamespace) return
  throw new DexError('usage', `\`${namespace}\` is the namespace that tenants share`, {
    mend: 'leave --namespace out, or name another one',
  })
}

/** Made where it is missing, with `DEX_HISTORY_RETENTION`. Throws `temporal_unavailable`. */
export async function makeOwnNamespace(
  namespace: string,
  data: string,
  configuration: Configuration<'dex'>,
): Promise<void> {
  const address = await withTemporalAddress(data, configuration)
  const options = await temporalConnectionOptions(address)
  const connection = await Connection.connect(options).catch((cause: unknown) => {
    throw new DexError('temporal_unavailable', undefined, { cause })
  })
  try {
    await ensureNamespace(connection, namespace, configuration.historyRetentionMs)
  } finally {
    await connection.close()
  }
}
