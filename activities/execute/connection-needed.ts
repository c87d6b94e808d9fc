import { DexError } from '#contract/error.ts'
import { findLatest } from '#store/connections.ts'
import { appendLog } from '#store/log.ts'
import { updateRequest } from '#store/requests.ts'
import type { GateDeps } from '../deps.ts'
import type { Loaded } from './context.ts'

/** Whose delegation is due. */
export interface Due {
  person: string
  platform: string
  kind: string
}

/**
 * The delegation that is due is no longer honoured by its platform, or lacks a scope: the request waits for the person
 * whose it is. Nobody else's stands in for it.
 */
export class ConnectionNeeded extends DexError {
  readonly due: Due

  constructor(code: 'connection_expired' | 'connection_required', due: Due) {
    super(code)
    this.name = 'ConnectionNeeded'
    this.due = { person: due.person, platform: due.platform, kind: due.kind }
  }
}

/** Throws `ConnectionNeeded` where the last connection of this kind was ended by its platform, not by a person. */
export async function assertNotExpired(
  deps: Pick<GateDeps, 'database' | 'tenant'>,
  wanted: { person?: string; platform: string; kind: string },
): Promise<void> {
  const last = await deps.database.read(deps.tenant, (tx) => findLatest(deps.tenant, tx, wanted))
  if (last?.state === 'expired') throw new ConnectionNeeded('connection_expired', last)
}

/** Shows what the request waits for; written down once for each wait. */
export async function recordNeeded(deps: GateDeps, loaded: Loaded, needed: ConnectionNeeded): Promise<void> {
  if (loaded.request.status === 'waiting_connection') return
  await deps.database.transaction(deps.tenant, async (tx) => {
    await updateRequest(deps.tenant, tx, loaded.requestId, {
      status: 'waiting_connection',
      status_code: needed.code,
    })
    await appendLog(deps.tenant, tx, {
      v: 1,
      kind: 'connection.needed',
      at: new Date(deps.clock()).toISOString(),
      by: { role: 'gate' },
      request: loaded.requestId,
      action: loaded.call.definition.name,
      code: needed.code,
      detail: { ...needed.due },
    })
  })
}
