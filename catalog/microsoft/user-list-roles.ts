import { z } from 'zod'
import { defineAction } from '../define.ts'
import { named, userTarget } from './fields.ts'

export const microsoftUserListRoles = defineAction({
  name: 'microsoft.user.list_roles',
  version: 1,
  platform: 'microsoft',
  params: z.strictObject({}),
  target: userTarget,
  targetType: 'user',
  objects: [],
  write: false,
  credential: false,
  disclosable: [],
  settlesMs: 0,
  risk: 'medium',
  reversible: null,
  selfService: false,
  scopes: ['GroupMember.Read.All', 'RoleManagement.Read.Directory', 'User.Read.All'],
  adminRight: 'see directory roles; eligible ones: global reader, privileged role or global administrator',
  preconditions: [],
  events: [],
  call: "GET /roleManagement/directory/roleAssignments?$filter=principalId eq '…', for the user and each role-assignable group; GET …/roleEligibilityScheduleInstances",
  readBack: 'a read',
  help: 'List the admin roles of a user: direct, through a role-assignable group, and those they may activate.',
  returns: z.strictObject({
    roles: z.array(
      z.strictObject({
        id: z.string(),
        name: z.string().nullable(),
        how: z.enum(['direct', 'group', 'eligible']),
        scope: z.string().nullable(),
      }),
    ),
  }),
  sentence: ({ target }) => `list the admin roles of ${named(target, 'the user')}`,
})
