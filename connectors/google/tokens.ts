import { DexError } from '#contract/error.ts'
import type { GoogleApi } from './run.ts'

export interface AppToken {
  clientId: string
  app: string
  scopes: string[]
}

/** The third-party apps that a user gave access to; unpaged. */
export async function listTokens(api: GoogleApi, userId: string): Promise<AppToken[]> {
  const { data } = await api.directory.tokens.list({ userKey: userId })
  return (data.items ?? []).map(({ clientId, displayText, scopes }) => {
    if (typeof clientId !== 'string') {
      throw new DexError('platform_bad_answer', undefined, { log: 'google: not a token' })
    }
    return { clientId, app: displayText ?? clientId, scopes: scopes ?? [] }
  })
}
