import { resolve } from 'node:path'
import { DexError } from '#contract/error.ts'
import { readConfiguration } from '#process/configuration/read.ts'
import { readRunning } from '../up/running.ts'

/** Where the api answers: as named, as the `dex up` of this data says, as the configuration says. */
export async function apiUrlOf(
  data: string,
  env: Readonly<Record<string, string | undefined>>,
  named: string | undefined,
): Promise<string> {
  if (named !== undefined) {
    const url = URL.parse(named)
    if (url && (url.protocol === 'http:' || url.protocol === 'https:')) return url.origin
    throw new DexError('usage', `--api \`${named}\` is not an http or https URL`)
  }
  const running = await readRunning(resolve(data))
  if (running?.urls.api) return running.urls.api
  const configuration = readConfiguration('dex', { ...env, DEX_DATA: data })
  return configuration.publicUrl ?? `http://127.0.0.1:${configuration.apiPort}`
}
