import { DexError } from '#contract/error.ts'
import { equal, listOf, ScimUser } from './resources.ts'
import type { ScimWire } from './wire.ts'

const HITS_MAX = 25

/** Users whose name or one of whose addresses is exactly this one, ignoring case; several are for the caller to name. */
export async function searchUsers(
  wire: ScimWire,
  call: Parameters<ScimWire>[0],
  address: string,
): Promise<{ users: ScimUser[]; requestId: string | null }> {
  const filter = `${equal('userName', address)} or ${equal('emails.value', address)}`
  const query = { filter, count: String(HITS_MAX) }
  const { value, requestId } = await wire(call, { path: ['Users'], query }, listOf(ScimUser))
  if (value.totalResults > HITS_MAX) throw new DexError('ambiguous', `${value.totalResults} accounts fit`)
  const wanted = address.toLowerCase()
  const users = value.Resources.filter(({ userName, emails }) =>
    [userName, ...emails].some((each) => each.toLowerCase() === wanted),
  )
  return { users, requestId }
}
