import { afterAll, beforeAll, expect, it } from 'vitest'
import type { Database } from '#store/database.ts'
import { createCast, employees, startWorkers } from '../support/cast.ts'
import { openTicket, rowOf, waitForStatus } from '../support/door.ts'
import { createWorld } from '../support/here.ts'
import { scriptedModel } from '../support/scripted-model.ts'
import type { World } from '../support/world.ts'

let world: World
let api: Database
let workers: { stop(): Promise<void> }
let model: Awaited<ReturnType<typeof scriptedModel>>

beforeAll(async () => {
  model = await scriptedModel((turn) =>
    turn < 6
      ? [{ name: 'okta_user_find', input: { email: `name${turn}@acme.example`, purpose: 'look' } }]
      : [{ name: 'escalate', input: { reason: 'looked long enough' } }],
  )
  world = await createWorld({ env: { ANTHROPIC_BASE_URL: model.url } })
  api = world.database('dex_api')
  await createCast(world)
  workers = await startWorkers(world)
}, 90_000)

afterAll(async () => {
  await workers.stop()
  await world.close()
  await model.close()
})

it('a long request goes on as a new run, with its turns, and is handed over as ever', async () => {
  const { request, workflowId } = await openTicket(
    world,
    api,
    { title: 'Long', text: 'A long story.', requesterEmail: employees(world)[0] ?? '' },
    { timing: { turnsPerRun: 2, escalatedMs: 1_000 } },
  )
  const row = await waitForStatus(world, api, request, 'escalated')
  expect(row.status_code).toBe('model_escalated')
  expect((await rowOf(world, api, request)).turns).toBe(6)
  const first = await world.temporal.workflow.getHandle(workflowId).describe()
  const runs: string[] = []
  for await (const run of world.temporal.workflow.list({ query: `WorkflowId = '${workflowId}'` }))
    runs.push(run.status.name)
  expect(runs.filter((status) => status === 'CONTINUED_AS_NEW')).toHaveLength(2)
  expect(first.raw.workflowExecutionInfo?.firstRunId).not.toBe(first.runId)
})
