import '../support/quiet.ts'
import { parseArgs } from 'node:util'
import { startServices } from '#bench/requests/services.ts'
import { runCampaign } from './campaign.ts'
import { holes } from './holes.ts'
import { plantHoles } from './plant.ts'

const { values } = parseArgs({
  options: {
    seed: { type: 'string', default: String(Date.now() % 1_000_000) },
    size: { type: 'string', default: '10000' },
    tenants: { type: 'string', default: '2' },
    holes: { type: 'boolean', default: false },
    hole: { type: 'string' },
    json: { type: 'boolean', default: false },
  },
})

const say = (line: string): void => {
  process.stderr.write(`${line}\n`)
}
const seed = Number(values.seed)
const size = Number(values.size)
if (!Number.isSafeInteger(seed) || !Number.isSafeInteger(size) || size < 1) {
  say('--seed and --size take whole numbers, such as `--seed 1 --size 10000`')
  process.exit(2)
}

say(`seed ${seed}, ${size} proposals`)
const services = await startServices(say)
try {
  if (values.holes || values.hole !== undefined) {
    const chosen = holes.filter((each) => values.hole === undefined || each.name === values.hole)
    const caught = await plantHoles(services, chosen, { seed, size, progress: say })
    process.stdout.write(`${JSON.stringify({ seed, holes: caught })}\n`)
    process.exitCode = caught.every((each) => each.caught !== null) ? 0 : 1
  } else {
    const tenants = Number(values.tenants)
    const result = await runCampaign(services, { seed, proposals: size, tenants, progress: say })
    process.stdout.write(`${JSON.stringify(result)}\n`)
    process.exitCode = result.findings.length === 0 && result.harmlessResolved === result.harmless ? 0 : 1
  }
} finally {
  await services.stop()
}
process.exit()
