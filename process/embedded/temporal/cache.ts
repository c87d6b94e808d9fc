import { homedir } from 'node:os'
import { join } from 'node:path'
import { temporalVersion } from './version.ts'

/** Our cache: `DEX_CACHE`, `$XDG_CACHE_HOME/dex`, `~/.cache/dex`; outside the checkout, shared by all of them. */
export const cacheDirectory = (env: Readonly<Record<string, string | undefined>>): string =>
  env.DEX_CACHE || join(env.XDG_CACHE_HOME || join(env.HOME || homedir(), '.cache'), 'dex')

export const cachedTemporal = (cache: string): string => join(cache, 'temporal', temporalVersion, 'temporal')
