import type { ResolvedObject } from '#contract/action.ts'
import type { Credential } from '#contract/connector.ts'
import { nullWhenNotFound } from '../around-write.ts'
import type { GoogleRun } from '../run.ts'
import { toGoogleUser } from '../user.ts'
import { resolveUser } from './resolve-user.ts'

const EMAIL_LENGTH_MAX = 320

/**
 * The one user whose primary address or alias this is; null when none. Google keeps addresses unique, and the look-up by
 * key does not lag as the search does. Addresses that people write into their own profile do not count.
 */
export async function findByEmail(
  run: GoogleRun,
  email: string,
  credential: Credential,
  signal: AbortSignal,
  known: ResolvedObject | null = null,
): Promise<ResolvedObject | null> {
  if (!/^[^\s/\\?#%]+@[^\s/\\?#%@]+$/.test(email) || email.length > EMAIL_LENGTH_MAX) return null
  const found = await nullWhenNotFound(
    run({ credential, signal }, async (api) =>
      toGoogleUser((await api.directory.users.get({ userKey: email, projection: 'full' })).data),
    ),
  )
  if (found === null) return null
  const wanted = email.toLowerCase()
  const { id, email: primary, aliases } = found.value
  const theirs = [primary, ...aliases].some((address) => address.toLowerCase() === wanted)
  if (!theirs) return null
  return id === known?.id ? known : resolveUser(run, id, credential, signal)
}
