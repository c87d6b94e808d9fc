import { memberships } from './group.ts'
import type { Graph } from './run.ts'

/** Direct membership, asked of the user: a group may have very many members. */
export const isMember = async (graph: Graph, groupId: string, userId: string): Promise<boolean> =>
  (await memberships(graph, userId, 'memberOf')).some((entry) => entry.id === groupId)
