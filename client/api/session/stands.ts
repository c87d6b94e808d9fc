import type { TenantId } from '#contract/ids.ts'
import { listStandingSessions } from '#store/sessions.ts'
import type { ApiDeps } from '../deps.ts'
import { idleMsMax } from './limits.ts'

/** Which of these sessions and their accounts still stand, in one look; looking does not count as use of them. */
export async function standingSessions(
  deps: Pick<ApiDeps, 'database' | 'clock'>,
  tenant: TenantId,
  idHashes: readonly string[],
): Promise<ReadonlySet<string>> {
  const found = await deps.database.read(tenant, (tx) =>
    listStandingSessions(tenant, tx, idHashes, new Date(deps.clock()), idleMsMax),
  )
  return new Set(found)
}
