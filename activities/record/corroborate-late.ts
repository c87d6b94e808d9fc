import { catalog } from '#catalog/index.ts'
import type { RequestId } from '#contract/ids.ts'
import { listUsable } from '#store/connections.ts'
import { listUnlinked } from '#store/ledger.ts'
import { findProposal } from '#store/proposals.ts'
import type { GateDeps } from '../deps.ts'
import { writtenBy } from './corroborate.ts'
import { findEvent } from './find-event.ts'
import { linkEvent } from './link-event.ts'

/** Entra's and Google's logs trail by minutes, at times by hours. */
const lookedForMs = 24 * 3_600_000
const youngMs = 60_000
const atOnce = 50

/** Looks again for the platform's entries of writes that had none while their request ran; answers how many came. */
export async function corroborateLate(deps: GateDeps): Promise<number> {
  const now = deps.clock()
  const rows = await deps.database.read(deps.tenant, (tx) =>
    listUnlinked(deps.tenant, tx, {
      from: new Date(now - lookedForMs),
      until: new Date(now - youngMs),
      limit: atOnce,
    }),
  )
  let found = 0
  for (const ledger of rows) {
    if ((catalog.get(ledger.action)?.events.length ?? 0) === 0) continue
    const { proposal, connections } = await deps.database.read(deps.tenant, async (tx) => ({
      proposal: await findProposal(deps.tenant, tx, ledger.request as RequestId, ledger.step),
      connections: await listUsable(deps.tenant, tx, {
        person: null,
        connection: ledger.act_as?.connection ?? null,
      }),
    }))
    if (!proposal?.target) continue
    const written = writtenBy(ledger, proposal, proposal.target.id, connections)
    // A platform that does not answer now is asked again in a minute.
    const event = await findEvent(deps, connections, written).catch(() => null)
    if (!event) continue
    await linkEvent(deps, ledger, event)
    found += 1
  }
  return found
}
