import type { Group as GraphGroup } from '@microsoft/microsoft-graph-types'
import { z } from 'zod'
import { type FieldsOf, read } from './answer.ts'
import { asked, collect } from './collect.ts'
import type { Graph } from './run.ts'

const GROUPS_MAX = 2_000
const flag = z
  .boolean()
  .nullish()
  .transform((value) => value ?? null)

export const Group = z.object({
  id: z.string(),
  displayName: z.string(),
  groupTypes: z.array(z.string()),
  securityEnabled: flag,
  mailEnabled: flag,
  mail: z
    .string()
    .nullish()
    .transform((value) => value ?? null),
  /** Null means no; but an answer without it is no answer, so that it may not be absent. */
  isAssignableToRole: z.boolean().nullable(),
  isManagementRestricted: flag,
  onPremisesSyncEnabled: flag,
} satisfies FieldsOf<GraphGroup>)
export type Group = z.output<typeof Group>

export const groupFields = Object.keys(Group.shape)

export const readGroup = async (graph: Graph, id: string): Promise<Group> =>
  read(Group, await asked(graph, { path: `groups/${id}`, select: groupFields }).get())

/** As people name them. */
export function kindOf(group: Pick<Group, 'groupTypes' | 'securityEnabled' | 'mailEnabled'>): string {
  if (group.groupTypes.includes('Unified')) return 'microsoft365'
  if (group.mailEnabled === true)
    return group.securityEnabled === true ? 'mail-enabled security' : 'distribution'
  return 'security'
}

/** An entry of a mixed collection: with too few rights Graph gives `@odata.type` and `id`, the rest null. */
export const DirectoryEntry = z.object({
  '@odata.type': z.string(),
  id: z.string(),
  displayName: z.string().nullish(),
  userPrincipalName: z.string().nullish(),
  groupTypes: z.array(z.string()).nullish(),
  securityEnabled: z.boolean().nullish(),
  mailEnabled: z.boolean().nullish(),
  isAssignableToRole: z.boolean().nullish(),
})
export type DirectoryEntry = z.output<typeof DirectoryEntry>

/** Groups, directory roles and administrative units of a user. */
export const memberships = (
  graph: Graph,
  userId: string,
  of: 'memberOf' | 'transitiveMemberOf' | 'ownedObjects',
): Promise<DirectoryEntry[]> =>
  collect(
    graph,
    {
      path: `users/${userId}/${of}`,
      select: ['id', 'displayName', 'groupTypes', 'securityEnabled', 'mailEnabled', 'isAssignableToRole'],
      top: 999,
    },
    DirectoryEntry,
    GROUPS_MAX,
  )

export const isGroup = (entry: DirectoryEntry): boolean => entry['@odata.type'] === '#microsoft.graph.group'
