import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { layers } from '#contract/decision.ts'
import type { Database } from '#store/database.ts'
import { type Cast, createCast, employees, lostPhone, startWorkers } from '../support/cast.ts'
import { decide, openTicket, waitForApproval, waitForStatus } from '../support/door.ts'
import { resetsOf } from '../support/platform.ts'
import { createWorld } from '../support/here.ts'
import { sandboxFiles, type World } from '../support/world.ts'

let world: World
let api: Database
let cast: Cast
let workers: { stop(): Promise<void> }

beforeAll(async () => {
  world = await createWorld()
  api = world.database('dex_api')
  cast = await createCast(world)
  workers = await startWorkers(world)
}, 60_000)

afterAll(async () => {
  await workers.stop()
  await world.close()
})

const denial = (layer: string) => ({
  path: 'denial.yaml',
  text: `apiVersion: dex/v1
kind: Policy
layer: ${layer}
rules:
  - id: no-resets-here
    effect: deny
    actions: ["okta.user.reset_factors"]
    because: the test says so
`,
})

describe('each of the six layers', () => {
  it.each(layers.map((layer, index) => [layer, index] as const))(
    '%s denies, is named as the one that did, and nothing changes',
    async (layer, index) => {
      await world.publish([...(await sandboxFiles()), denial(layer)])
      const { request } = await openTicket(world, api, lostPhone(employees(world)[index] ?? ''))
      await waitForStatus(world, api, request, 'escalated')
      const [denied] = await api.transaction(world.tenant, (tx) =>
        tx
          .selectFrom('proposals')
          .selectAll()
          .where('request', '=', request)
          .where('state', '=', 'denied')
          .execute(),
      )
      expect(denied).toMatchObject({
        action: 'okta.user.reset_factors',
        decision: { effect: 'deny', decidedBy: { layer, rule: 'no-resets-here', reason: 'rule' } },
      })
      expect(denied?.decision).toMatchObject({ layers: layers.map((each) => ({ layer: each })) })
      expect(await resetsOf(world)).toEqual([])
    },
  )

  it('denies an approved action whose bundle was tightened while it waited', async () => {
    await world.publish(await sandboxFiles())
    const { request } = await openTicket(world, api, lostPhone(employees(world)[7] ?? ''))
    const approval = await waitForApproval(world, api, request)
    await world.publish([...(await sandboxFiles()), denial('runtime')])
    await decide(world, api, approval, cast.admin)
    await waitForStatus(world, api, request, 'escalated')
    expect(await resetsOf(world)).toEqual([])
  })
})
