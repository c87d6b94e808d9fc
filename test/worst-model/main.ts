import '../support/quiet.ts'
import { readSeededRun, say, untilStopped } from '../support/seeded-run.ts'
import { startServices } from '../support/services.ts'
import { runCampaign } from './campaign.ts'
import { holes } from './holes.ts'
import { plantHoles } from './plant.ts'

const { seed, size, values } = readSeededRun(10_000, {
  tenants: { type: 'string', default: '2' },
  holes: { type: 'boolean', default: false },
  hole: { type: 'string' },
})

say(`seed ${seed}, ${size} proposals`)
const services = await startServices(say)
try {
  if (values.holes || values.hole !== undefined) {
    const named = values.hole === undefined ? null : String(values.hole).split(',')
    const chosen =
      named === null ? holes : named.flatMap((name) => holes.find((each) => each.name === name) ?? [])
    const caught = await plantHoles(services, chosen, { seed, size, progress: say })
    process.stdout.write(`${JSON.stringify({ seed, holes: caught })}\n`)
    process.exitCode = caught.every((each) => each.caught !== null) ? 0 : 1
  } else {
    const tenants = Number(values.tenants)
    const signal = untilStopped()
    const started = Date.now()
    const run = { seed, proposals: size, tenants, harmlessEach: 3, signal, progress: say }
    const result = await runCampaign(services, run)
    const minutes = Math.round((Date.now() - started) / 6_000) / 10
    process.stdout.write(`${JSON.stringify({ ...result, minutes, temporalHung: services.hung() })}\n`)
    process.exitCode =
      result.complete && result.findings.length === 0 && result.harmlessResolved === result.harmless ? 0 : 1
  }
} finally {
  await services.stop()
}
process.exit()
