import { guarded } from '../guard.ts'
import type { PlatformActions, PlatformConnector } from '../platform-connectors.ts'
import { groupList } from './actions/group-list.ts'
import { groupMember } from './actions/group-member.ts'
import { userActive } from './actions/user-active.ts'
import { userFind } from './actions/user-find.ts'
import { userGet } from './actions/user-get.ts'
import { createScimResolver } from './resolver.ts'
import { scimStates } from './states.ts'
import type { ConnectorDeps } from '../connector-deps.ts'
import { createScimWire } from './wire.ts'

/** Any directory that speaks SCIM 2.0 (RFC 7643, 7644), on borrowed credentials. */
export function createScimConnector(deps: ConnectorDeps): PlatformConnector<'scim'> {
  const wire = createScimWire(deps)
  const actions: PlatformActions<'scim'> = {
    'scim.group.add_member': groupMember(wire, true),
    'scim.group.list': groupList(wire),
    'scim.group.remove_member': groupMember(wire, false),
    'scim.user.activate': userActive(wire, true),
    'scim.user.deactivate': userActive(wire, false),
    'scim.user.find': userFind(wire),
    'scim.user.get': userGet(wire),
  }
  return { actions: guarded(actions), resolver: createScimResolver(wire), states: scimStates(wire) }
}
