import type { FastifyInstance } from 'fastify'
import type { Microsoft } from '../context.ts'
import { listOf } from '../paging.ts'
import { renderRole } from '../render.ts'
import { assertHolds } from '../rights.ts'

export function addRoleRoutes(app: FastifyInstance, microsoft: Microsoft): void {
  // Every member may look at who holds what; who might hold it is shown to a few.
  app.get('/v1.0/roleManagement/directory/roleAssignments', async (request) => {
    const caller = await microsoft.authorize(request, 'RoleManagement.Read.Directory')
    return listOf(microsoft, request, caller.seen.assignments.map(renderRole))
  })

  app.get('/v1.0/roleManagement/directory/roleEligibilityScheduleInstances', async (request) => {
    const caller = await microsoft.authorize(request, 'RoleManagement.Read.Directory')
    assertHolds(microsoft.directory, caller.user, 'see_eligible')
    return listOf(microsoft, request, caller.seen.eligible.map(renderRole))
  })

  app.get('/v1.0/identityGovernance/privilegedAccess/group/eligibilityScheduleInstances', async (request) => {
    const caller = await microsoft.authorize(request, 'PrivilegedEligibilitySchedule.Read.AzureADGroup')
    assertHolds(microsoft.directory, caller.user, 'see_eligible')
    return listOf(microsoft, request, [])
  })
}
