import { spawnWorker, type WorkerProcess } from '../support/processes.ts'
import type { World } from '../support/world.ts'

export interface Crew {
  /** How many work at this moment; the others are on their way. */
  living(): number
  /** How many ended of themselves; each has another take its place, as a supervisor sees to it. */
  fallen(): number
  /** Kills one worker at once and has another take its place; false where that place is empty still, and nobody was killed. */
  killOne(chance: number): boolean
  stop(): Promise<void>
}

/** Workers as separate processes, so many pairs of a gate and a think. */
export async function startCrew(world: World, pairs: number): Promise<Crew> {
  const roles = Array.from({ length: pairs }, () => ['gate', 'think'] as const).flat()
  const hired: (WorkerProcess | null)[] = roles.map(() => null)
  let stopped = false
  let fallen = 0
  const hire = async (place: number, role: (typeof roles)[number]): Promise<void> => {
    // One that cannot start while the database is away is tried again.
    let worker: WorkerProcess | null = null
    while (!stopped && worker === null) worker = await spawnWorker(world, role).catch(() => null)
    if (worker === null) return
    if (stopped) return worker.kill()
    hired[place] = worker
    void worker.ended.then(() => {
      if (hired[place] !== worker || stopped) return
      fallen += 1
      hired[place] = null
      void hire(place, role)
    })
  }
  await Promise.all(roles.map((role, place) => hire(place, role)))
  return {
    living: () => hired.filter((each) => each !== null).length,
    fallen: () => fallen,
    killOne(chance) {
      const place = Math.floor(chance * roles.length)
      const role = roles[place]
      const victim = hired[place]
      if (!victim || !role) return false
      hired[place] = null
      void victim.kill().then(() => hire(place, role))
      return true
    },
    async stop() {
      stopped = true
      await Promise.all(hired.flatMap((each) => (each === null ? [] : [each.kill()])))
    },
  }
}
