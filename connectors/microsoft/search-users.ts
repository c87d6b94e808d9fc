import { collect } from './collect.ts'
import { literal } from './odata.ts'
import type { Graph } from './run.ts'
import { User, userFields } from './user.ts'

const HITS_MAX = 25

/**
 * Users whose principal name or e-mail is exactly this address, ignoring case. Principal names are unique, e-mails are
 * not: several hits are an ambiguity for the caller to name, never to resolve.
 */
export async function searchUsers(graph: Graph, address: string): Promise<User[]> {
  const filter = `userPrincipalName eq ${literal(address)} or mail eq ${literal(address)}`
  const hits = await collect(
    graph,
    { path: 'users', filter, select: userFields, top: HITS_MAX },
    User,
    HITS_MAX,
  )
  const wanted = address.toLowerCase()
  return hits.filter(
    (user) => user.userPrincipalName.toLowerCase() === wanted || user.mail?.toLowerCase() === wanted,
  )
}

/** The same among deleted users. Their principal names begin with their own id, its dashes left out. */
export async function searchDeletedUsers(graph: Graph, address: string): Promise<User[]> {
  const query = {
    path: 'directory/deletedItems/microsoft.graph.user',
    filter: `mail eq ${literal(address)} or endswith(userPrincipalName,${literal(address)})`,
    select: userFields,
    top: HITS_MAX,
    eventual: true,
  }
  const hits = await collect(graph, query, User, HITS_MAX)
  const wanted = address.toLowerCase()
  return hits.filter(
    (user) => deletedName(user).toLowerCase() === wanted || user.mail?.toLowerCase() === wanted,
  )
}

export function deletedName(user: Pick<User, 'id' | 'userPrincipalName'>): string {
  const prefix = user.id.replaceAll('-', '')
  const { userPrincipalName: name } = user
  return name.startsWith(prefix) ? name.slice(prefix.length) : name
}
