import { DexError } from '#contract/error.ts'
import type { GoogleApi } from './run.ts'
import { toGoogleUser } from './user.ts'

/** The Workspace account's own id, which the licensing API wants in full: any user names it. */
export async function readCustomerId(api: GoogleApi): Promise<string> {
  const { data } = await api.directory.users.list({ customer: 'my_customer', maxResults: 1 })
  const { customerId } = toGoogleUser(data.users?.[0])
  if (customerId !== null) return customerId
  throw new DexError('platform_bad_answer', undefined, { log: 'google: a user without a customer' })
}
