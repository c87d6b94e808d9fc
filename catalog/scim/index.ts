import { scimGroupAddMember } from './group-add-member.ts'
import { scimGroupList } from './group-list.ts'
import { scimGroupRemoveMember } from './group-remove-member.ts'
import { scimUserActivate } from './user-activate.ts'
import { scimUserDeactivate } from './user-deactivate.ts'
import { scimUserFind } from './user-find.ts'
import { scimUserGet } from './user-get.ts'

/** All actions of the platform: one line in `catalog/index.ts`. */
export const scimActions = [
  scimGroupAddMember,
  scimGroupList,
  scimGroupRemoveMember,
  scimUserActivate,
  scimUserDeactivate,
  scimUserFind,
  scimUserGet,
] as const
