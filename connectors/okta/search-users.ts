import type { Client } from '@okta/okta-sdk-nodejs'
import { collect } from './collect.ts'
import { anyOf, equal } from './filter.ts'
import { type OktaUser, toOktaUser } from './user.ts'

const HITS_MAX = 25

/**
 * Users whose login or e-mail is exactly this address, ignoring case. Deactivated ones are among them. Logins are
 * unique in Okta, e-mails are not: several hits are an ambiguity for the caller to name, never to resolve.
 */
export async function searchUsers(client: Client, address: string): Promise<OktaUser[]> {
  const search = anyOf([equal('profile.email', address), equal('profile.login', address)])
  const hits = await collect(await client.userApi.listUsers({ search, limit: HITS_MAX }), HITS_MAX)
  const wanted = address.toLowerCase()
  return hits
    .map((hit) => toOktaUser(hit))
    .filter((user) => user.login.toLowerCase() === wanted || user.email.toLowerCase() === wanted)
}
