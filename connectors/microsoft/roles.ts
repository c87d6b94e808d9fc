import type { UnifiedRoleAssignment as GraphUnifiedRoleAssignment } from '@microsoft/microsoft-graph-types'
import { z } from 'zod'
import { collect } from './collect.ts'
import { literal } from './odata.ts'
import type { Graph } from './run.ts'
import type { FieldsOf } from './answer.ts'

const ROLES_MAX = 200

const Assignment = z.object({
  principalId: z.string(),
  roleDefinitionId: z.string(),
  directoryScopeId: z.string().nullish(),
  roleDefinition: z.object({ displayName: z.string().nullish() }).nullish(),
} satisfies FieldsOf<GraphUnifiedRoleAssignment>)
export type Assignment = z.output<typeof Assignment>

/** Directory roles that stand for this user or group itself, those scoped to an administrative unit included. */
export const assignmentsOf = (graph: Graph, principalId: string): Promise<Assignment[]> =>
  collect(
    graph,
    {
      path: 'roleManagement/directory/roleAssignments',
      filter: `principalId eq ${literal(principalId)}`,
      expand: 'roleDefinition',
    },
    Assignment,
    ROLES_MAX,
  )

/** Directory roles that this user or group may activate. Needs Entra ID P2 and a role that reads them. */
export const eligibilitiesOf = (graph: Graph, principalId: string): Promise<Assignment[]> =>
  collect(
    graph,
    {
      path: 'roleManagement/directory/roleEligibilityScheduleInstances',
      filter: `principalId eq ${literal(principalId)}`,
      expand: 'roleDefinition',
    },
    Assignment,
    ROLES_MAX,
  )

/** Memberships and ownerships of groups that this user may activate. */
export const groupEligibilitiesOf = (graph: Graph, principalId: string): Promise<unknown[]> =>
  collect(
    graph,
    {
      path: 'identityGovernance/privilegedAccess/group/eligibilityScheduleInstances',
      filter: `principalId eq ${literal(principalId)}`,
    },
    z.object({ groupId: z.string() }),
    ROLES_MAX,
  )
