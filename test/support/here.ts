import { inject } from 'vitest'
import { createWorldOn, type Services, type World, type WorldOptions } from './world.ts'

/** A world on the run's own Temporal and Postgres, or on a Temporal of the test's own where it is to be killed. */
export const createWorld = (options: WorldOptions & Partial<Services> = {}): Promise<World> =>
  createWorldOn(
    {
      temporalAddress: options.temporalAddress ?? inject('temporalAddress'),
      databaseAdminUrl: options.databaseAdminUrl ?? inject('databaseAdminUrl'),
    },
    options,
  )
