import { randomUUID } from 'node:crypto'
import { openRequest } from '#client/api/doors/open-request.ts'
import { spawnWorker } from '../../test/support/processes.ts'
import type { Person, World } from '../../test/support/world.ts'
import { doorOf } from './door.ts'
import type { Side } from './side.ts'

/** Dex as it is: the door's own function, gate and think in processes of their own. */
export async function startDex(world: World, admin: Person): Promise<Side> {
  const deps = doorOf(world)
  const workers = await Promise.all([spawnWorker(world, 'gate'), spawnWorker(world, 'think')])
  const lookup = await world.lookup(admin.email)
  return {
    async start(ticket) {
      const doorKey = randomUUID()
      await openRequest(deps, {
        tenant: world.tenant,
        source: 'desk',
        doorKey,
        channel: 'pro',
        assurance: 'verified',
        requester: { person: admin.id, lookup },
        authors: [admin.id, lookup],
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
