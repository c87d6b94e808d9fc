import { StandingTerms } from '#contract/standing.ts'
import { openRequest } from '#client/api/doors/open-request.ts'
import { employees } from '../../test/support/cast.ts'
import { openTicket, waitForApproval } from '../../test/support/door.ts'
import { spawnWorker, type WorkerProcess } from '../../test/support/processes.ts'
import { grantStanding } from '../../test/support/standing.ts'
import type { Person, World } from '../../test/support/world.ts'
import { doorOf } from './door.ts'
import { endSessions, type Side } from './side.ts'

export interface DexSide extends Side {
  /** So many processes of each role from now on, and no fewer than there were. */
  scaleTo(workers: number): Promise<void>
}

/** Dex as it is: the door's own function, gate and think in processes of their own; what it writes was approved for always. */
export async function startDex(world: World, admin: Person): Promise<DexSide> {
  const deps = doorOf(world)
  const workers: WorkerProcess[] = []
  const scaleTo = async (wanted: number): Promise<void> => {
    while (workers.length < wanted * 2)
      workers.push(...(await Promise.all([spawnWorker(world, 'gate'), spawnWorker(world, 'think')])))
  }
  await scaleTo(1)
  await approveAlways(world, admin)
  return {
    scaleTo,
    async start(ticket) {
      const doorKey = ticket.externalId
      const lookup = await world.lookup(ticket.requesterEmail)
      await openRequest(deps, {
        tenant: world.tenant,
        source: 'desk',
        doorKey,
        channel: 'ticket',
        assurance: 'asserted',
        requester: { person: null, lookup },
        authors: [lookup],
        ask: { ...ticket, url: null },
      })
      return world.temporal.workflow.getHandle(`${world.tenant}/desk/${doorKey}`)
    },
    assertDone(result) {
      const { status } = result as { status: string }
      if (status !== 'resolved') throw new Error(`dex: ${JSON.stringify(result)}`)
    },
    async stop() {
      await Promise.all(workers.map((worker) => worker.stop()))
    },
  }
}

/** Whoever asks for their own sessions, as often as this runs. */
async function approveAlways(world: World, admin: Person): Promise<void> {
  const api = world.database('dex_api')
  const [requesterEmail = ''] = employees(world)
  const { request } = await openTicket(world, api, { ...endSessions, requesterEmail })
  const asked = await waitForApproval(world, api, request)
  const connection = admin.connections.admin
  if (connection === null) throw new Error('the administrator has no connection')
  await grantStanding(world, api, {
    request,
    signers: [admin],
    terms: StandingTerms.parse({
      action: 'okta.user.clear_sessions',
      version: 1,
      targets: { kind: 'own' },
      requesters: { departments: [], groups: [], assurance: 'asserted' },
      channels: ['ticket'],
      params: {},
      until: new Date(Date.now() + 86_400_000).toISOString(),
      cap: { total: 100_000, perDay: 100_000 },
      actAs: { person: admin.id, connection },
      obligations: asked.obligations_digest,
      bundle: asked.bundle,
      justification: null,
    }),
  })
}
