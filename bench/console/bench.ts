import { createTestApiOn } from '../../test/api/support/test-api.ts'
import { startServices } from '../../test/support/services.ts'
import { createWorldOn } from '../../test/support/world.ts'
import type { Bench } from '../result.ts'
import { firstLoad } from './first-load.ts'
import { inbox } from './inbox.ts'
import { yes } from './yes.ts'

const roundsByDefault = 40

/**
 * What a person at the console waits for: from their yes to the workflow that goes on, the inbox when much waits and much was
 * logged, and what a browser loads before it shows anything.
 */
export const consoleBench: Bench = async ({ rounds, progress }) => {
  const wanted = rounds ?? roundsByDefault
  const sizes = await firstLoad()
  const services = await startServices(progress)
  try {
    const api = await createTestApiOn(await createWorldOn(services))
    try {
      // In this order: what waits afterwards would be in the way.
      const said = await yes(api, services.temporalAddress, wanted, progress)
      return [...said, ...(await inbox(api, wanted, progress)), ...sizes]
    } finally {
      await api.close()
    }
  } finally {
    await services.stop()
  }
}
