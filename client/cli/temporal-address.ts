import type { Configuration } from '#process/configuration/read.ts'
import { readRunning } from './up/running.ts'

/** The configuration with the service that it names, else the one of a running `dex up`, which picked a port of its own. */
export async function withTemporalAddress(
  data: string,
  configuration: Configuration<'dex'>,
): Promise<Configuration<'dex'>> {
  if (configuration.temporalAddress !== null) return configuration
  const running = await readRunning(data).catch(() => null)
  return { ...configuration, temporalAddress: running?.urls.temporal ?? null }
}
