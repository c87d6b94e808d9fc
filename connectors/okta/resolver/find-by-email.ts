import type { ResolvedObject } from '#contract/action.ts'
import type { Credential } from '#contract/connector.ts'
import { DexError } from '#contract/error.ts'
import type { OktaRun } from '../run.ts'
import { searchUsers } from '../search-users.ts'
import { resolveUser } from './resolve-user.ts'

const EMAIL_LENGTH_MAX = 320

/**
 * The one user whose login or e-mail is exactly this address; null when none, `ambiguous` when several. The search
 * index trails writes, so that the hit is read again by its id, unless it is `known`.
 */
export async function findByEmail(
  run: OktaRun,
  email: string,
  credential: Credential,
  signal: AbortSignal,
  known: ResolvedObject | null = null,
): Promise<ResolvedObject | null> {
  if (email === '' || email.length > EMAIL_LENGTH_MAX) return null
  const { value: users } = await run({ credential, signal }, (client) => searchUsers(client, email))
  const ids = [...new Set(users.map((user) => user.id))]
  if (ids.length > 1) throw new DexError('ambiguous', `${ids.length} accounts have this address`)
  const [id] = ids
  if (known !== null && id === known.id) return known
  return id === undefined ? null : resolveUser(run, id, credential, signal)
}
