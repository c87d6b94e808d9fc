import { type ApiClient, createApiClient } from './api-client.ts'
import { readSession } from './session-file.ts'

/** The api as the person who is signed in from this terminal. Throws `unauthenticated`. */
export async function signedInClient(data: string): Promise<ApiClient> {
  const { api, token } = await readSession(data)
  return createApiClient({ url: api, token })
}
