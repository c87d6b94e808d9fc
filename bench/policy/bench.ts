import type { Bench } from '../result.ts'
import { decideRows } from './decide-rows.ts'
import { loadRows } from './load-rows.ts'
import { collector } from './memory.ts'

const roundsByDefault = 9

/**
 * The policy decision point beside Cedar, Casbin and CASL, in one process, with equivalent rules and conditions: five that
 * stand for everyone, one a layer, and five for each department. Ours answers with the trace of all six layers.
 */
export const policy: Bench = async ({ rounds, progress }) => {
  const collect = collector()
  const decided = await decideRows({ rounds: rounds ?? roundsByDefault, collect, progress })
  progress('loading')
  return [...decided, ...loadRows({ rounds: Math.min(rounds ?? roundsByDefault, 5), collect })]
}
