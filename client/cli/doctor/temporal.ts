import { Connection } from '@temporalio/client'
import type { Configuration } from '#process/configuration/read.ts'
import { cacheDirectory, cachedTemporal } from '#process/embedded/temporal/cache.ts'
import { usable } from '#process/embedded/temporal/usable.ts'
import { temporalConnectionOptions } from '#process/temporal-connection.ts'
import type { Running } from '../up/running.ts'
import { bad, type Finding, good, note, reasonOf } from './finding.ts'

type Environment = Readonly<Record<string, string | undefined>>

/** The service that the environment names, else the one of a running `dex up`, else what could be started. */
export async function examineTemporal(
  configuration: Configuration<'dex'>,
  running: Running | null,
  env: Environment,
): Promise<Finding[]> {
  const address = configuration.temporalAddress ?? running?.urls.temporal ?? null
  const found: Finding[] = []
  if (configuration.temporalAddress === null) {
    const path = cachedTemporal(cacheDirectory(env))
    found.push(
      await usable(path).then(
        (version) => good('temporal program', version, path),
        () =>
          note(
            'temporal program',
            path,
            'it is not in the cache yet',
            '`dex up` looks on PATH, downloads or builds it',
          ),
      ),
    )
  }
  if (address === null) {
    return [
      ...found,
      bad('temporal', null, 'it does not run', 'start it with `dex up`, or set TEMPORAL_ADDRESS'),
    ]
  }
  try {
    const options = await temporalConnectionOptions({ ...configuration, temporalAddress: address })
    const connection = await Connection.connect({ ...options, connectTimeout: '3s' })
    try {
      const info = await connection.workflowService.getSystemInfo({})
      await connection.workflowService.describeNamespace({ namespace: configuration.temporalNamespace })
      return [...found, good('temporal', info.serverVersion ?? null, address)]
    } finally {
      await connection.close()
    }
  } catch (error) {
    const mend = `start it, and make the namespace \`${configuration.temporalNamespace}\``
    return [...found, bad('temporal', address, `it does not answer: ${reasonOf(error)}`, mend)]
  }
}
