import { fileURLToPath } from 'node:url'
import type { Services } from '../support/world.ts'
import { runCampaign } from './campaign.ts'
import type { Hole } from './holes.ts'

export interface Caught {
  hole: string
  step: number
  /** What gave it away, or null when nothing did. */
  caught: string | null
  afterProposals: number
  seconds: number
}

/** A gate with a hole in it may also do nothing at all any more. */
const holeMsMax = 600_000

const loader = fileURLToPath(new URL('hole-loader.ts', import.meta.url))

/** The same campaign against gates that leave one step out each: every one has to be found out. */
export async function plantHoles(
  services: Services,
  holes: readonly Hole[],
  { seed, size, progress }: { seed: number; size: number; progress: (line: string) => void },
): Promise<Caught[]> {
  const all: Caught[] = []
  for (const hole of holes) {
    const started = Date.now()
    const result = await runCampaign(services, {
      seed,
      proposals: size,
      tenants: 1,
      env: { NODE_OPTIONS: `--import=${loader}`, DEX_TEST_HOLE: hole.name },
      stopAtFindingMs: 1_000,
      endAfterMs: holeMsMax,
      progress: () => undefined,
    })
    const [finding] = result.findings
    const caught = finding ? `${finding.rule}: ${finding.detail}` : null
    const seconds = Math.round((Date.now() - started) / 1_000)
    const after = `after ${result.proposals} proposals, ${seconds} s`
    progress(`step ${hole.step}, ${hole.name}: ${caught ?? 'NOT CAUGHT'} ${after}`)
    all.push({ hole: hole.name, step: hole.step, caught, afterProposals: result.proposals, seconds })
  }
  return all
}
