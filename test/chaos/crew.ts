import { spawnWorker, type WorkerProcess } from '../support/processes.ts'
import type { World } from '../support/world.ts'

export interface Crew {
  /** Kills one worker at once and has another take its place; false where that place is empty still, and nobody was killed. */
  killOne(chance: number): boolean
  stop(): Promise<void>
}

const roles = ['gate', 'think', 'gate', 'think'] as const

/** Four workers, two of each role, as separate processes. */
export async function startCrew(world: World): Promise<Crew> {
  const hired: (WorkerProcess | null)[] = await Promise.all(roles.map((role) => spawnWorker(world, role)))
  let stopped = false
  const replace = async (
    place: number,
    role: (typeof roles)[number],
    victim: WorkerProcess,
  ): Promise<void> => {
    await victim.kill()
    // One that cannot start while the database is away is tried again.
    while (!stopped && hired[place] === null) hired[place] = await spawnWorker(world, role).catch(() => null)
    if (stopped) await hired[place]?.kill()
  }
  return {
    killOne(chance) {
      const place = Math.floor(chance * roles.length)
      const role = roles[place]
      const victim = hired[place]
      if (!victim || !role) return false
      hired[place] = null
      void replace(place, role, victim)
      return true
    },
    async stop() {
      stopped = true
      await Promise.all(hired.flatMap((each) => (each === null ? [] : [each.kill()])))
    },
  }
}
