import { collect } from './collect.ts'
import { quoted } from './query.ts'
import type { GoogleApi } from './run.ts'
import { type GoogleUser, toGoogleUser } from './user.ts'

const HITS_MAX = 25

/** Users by exact address or alias, or by name. The index lags behind writes: nothing is decided from it. */
export async function searchUsers(api: GoogleApi, text: string): Promise<GoogleUser[]> {
  const query = text.includes('@') ? `email=${quoted(text)}` : `name:${quoted(text)}`
  const hits = await collect(
    async (pageToken) => {
      const page = { maxResults: HITS_MAX, ...(pageToken !== undefined && { pageToken }) }
      return (await api.directory.users.list({ customer: 'my_customer', query, projection: 'full', ...page }))
        .data
    },
    (page) => page.users,
    HITS_MAX,
  )
  return hits.map((hit) => toGoogleUser(hit))
}
