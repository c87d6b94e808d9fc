import { afterAll, beforeAll, expect, it } from 'vitest'
import type { Database } from '#store/database.ts'
import { type Cast, createCast, employees, lostPhone, startWorkers } from '../support/cast.ts'
import { decide, openTicket, rowOf, until, waitForApproval } from '../support/door.ts'
import { createWorld } from '../support/here.ts'
import { resetsOf } from '../support/platform.ts'
import { sandboxFiles, type World } from '../support/world.ts'

const cap = 2
const asked = 5

const limit = {
  path: 'limit.yaml',
  text: `apiVersion: dex/v1
kind: Policy
layer: runtime
rules:
  - id: few-resets
    effect: require
    actions: ["okta.user.reset_factors"]
    obligations: { limit: { max: ${cap}, per: 1h, by: tenant } }
    because: many at once are an attack
`,
}

let world: World
let api: Database
let cast: Cast
let workers: { stop(): Promise<void> }

beforeAll(async () => {
  world = await createWorld({ files: [...(await sandboxFiles()), limit] })
  api = world.database('dex_api')
  cast = await createCast(world)
  workers = await startWorkers(world)
}, 60_000)

afterAll(async () => {
  await workers.stop()
  await world.close()
})

it(`${asked} requests approved at the same moment cannot pass a cap of ${cap}`, async () => {
  const opened = await Promise.all(
    employees(world)
      .slice(0, asked)
      .map((login) => openTicket(world, api, lostPhone(login))),
  )
  const approvals = await Promise.all(opened.map(({ request }) => waitForApproval(world, api, request)))
  await Promise.all(approvals.map((approval) => decide(world, api, approval, cast.admin)))
  const ends = await Promise.all(
    opened.map(({ request }) =>
      until(
        'an end',
        async () => {
          const { status } = await rowOf(world, api, request)
          return (status === 'resolved' || status === 'escalated') && status
        },
        30_000,
      ),
    ),
  )
  expect(ends.filter((status) => status === 'resolved')).toHaveLength(cap)
  expect(await resetsOf(world)).toHaveLength(cap)
  const denied = await world.admin.query<{ code: string }>(
    `select code from proposals where action = 'okta.user.reset_factors' and state = 'denied'`,
  )
  expect(denied.rows.map((row) => row.code)).toEqual(
    Array.from({ length: asked - cap }, () => 'limit_reached'),
  )
}, 60_000)
