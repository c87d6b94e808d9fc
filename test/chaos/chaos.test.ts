import { afterAll, beforeAll, expect, it } from 'vitest'
import { type RunningServices, startServices } from '../support/services.ts'
import { runRound } from './round.ts'

const seed = Number(process.env['DEX_SEED'] ?? 1)
let services: RunningServices

beforeAll(async () => {
  services = await startServices(() => undefined)
}, 60_000)

afterAll(() => services.stop())

it('whatever dies at whatever moment, nothing is lost and nothing runs twice', async () => {
  const { counts, verdict } = await runRound(services, {
    seed,
    requests: 5,
    refill: false,
    pairs: 2,
    killsMax: 15,
    servers: true,
    timeoutMs: 150_000,
    callMs: 1_000,
  })
  expect(counts.kills).toBeGreaterThan(0)
  expect(verdict).toMatchObject({ requests: 5, lost: [], doubled: [], untrue: [], broken: [] })
}, 200_000)
