import { useQuery } from '@tanstack/react-query'
import type { Approval } from '../api/operations.ts'
import { queries } from '../api/queries.ts'
import { may, useMe } from '../frame/me.ts'
import { platformName } from '../parts/action-title.ts'

/** Whether the platform would let it be done by whom it runs as: known before anybody says yes, not after. */
export function RightsOf({ approval }: { approval: Approval }) {
  const me = useMe()
  const { connection, content, runsAs, state, id, publication } = approval
  const asked = state === 'pending' && !publication && may(me, 'GET /api/approvals/{id}/rights')
  const rights = useQuery({ ...queries.rights(id), enabled: asked && connection.usable })
  const platform = platformName(connection.platform)
  const whose = runsAs.you ? 'you' : 'they'
  return (
    <div>
      <dt>rights</dt>
      <dd>
        {content?.adminRight ? `needs: ${content.adminRight}` : `no admin right on ${platform}`}
        {rights.data?.right === 'short' && (
          <span className="tag tag-bad">{`${whose} do not hold it on ${platform}, which will refuse`}</span>
        )}
        {rights.data?.right === 'enough' && content?.adminRight && ` · ${whose} hold it`}
        {rights.data?.right === 'unknown' && ` · ${platform} does not tell whether ${whose} hold it`}
        {' · '}
        {connection.missingScopes.length > 0
          ? `your connection was not granted ${connection.missingScopes.join(', ')}`
          : connection.usable
            ? 'connected'
            : 'you are not connected'}
      </dd>
    </div>
  )
}
