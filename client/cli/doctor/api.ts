import type { Configuration } from '#process/configuration/read.ts'
import type { Running } from '../up/running.ts'
import { bad, type Finding, good, reasonOf } from './finding.ts'

/** The api, and through it whether it reaches what it needs. */
export async function examineApi(
  configuration: Configuration<'dex'>,
  running: Running | null,
): Promise<Finding[]> {
  const url = running?.urls.api ?? configuration.publicUrl ?? `http://127.0.0.1:${configuration.apiPort}`
  try {
    const response = await fetch(new URL('/readyz', url), { signal: AbortSignal.timeout(5_000) })
    if (response.ok) return [good('api', null, url)]
    const said = (await response.text()).slice(0, 300)
    return [
      bad('api', url, `it is not ready (${response.status}): ${said}`, 'see the parts above and its log'),
    ]
  } catch (error) {
    const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error
    return [bad('api', url, `it does not answer: ${reasonOf(cause)}`, 'start it with `dex up`')]
  }
}
