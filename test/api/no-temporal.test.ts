import { Client, Connection } from '@temporalio/client'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createTestApi, ticket, type TestApi } from './support/test-api.ts'

let api: TestApi
let real: TestApi['deps']['temporal']
beforeAll(async () => {
  api = await createTestApi({ deps: { deadlines: { startMs: 500, answerMs: 500 } } })
  real = api.deps.temporal
  // Nothing listens on this port.
  const away = new Client({ connection: Connection.lazy({ address: '127.0.0.1:1' }), namespace: 'dex' })
  api.deps.temporal = async () => away
})
afterAll(() => api.close())

test('503 with Retry-After while Temporal is away; the row stands, and the next delivery starts its workflow', async () => {
  const body = ticket({ externalId: 'INC-1' })
  const refused = await api.hook(body)
  expect([refused.statusCode, refused.json<{ code: string }>().code]).toEqual([503, 'temporal_unavailable'])
  expect(Number(refused.headers['retry-after'])).toBeGreaterThan(0)
  const [row] = await api.rows<{ id: string; workflow_id: string }>('select id, workflow_id from requests')

  expect((await api.call({ url: '/readyz' })).json()).toEqual({
    ready: false,
    database: true,
    temporal: false,
  })
  expect((await api.call({ url: '/healthz' })).statusCode).toBe(200)

  api.deps.temporal = real
  const accepted = await api.hook(body)
  expect([accepted.statusCode, accepted.json()]).toEqual([202, { id: row?.id }])
  const described = await api.world.temporal.workflow.getHandle(row?.workflow_id ?? '').describe()
  expect(described.status.name).toBe('RUNNING')
  expect((await api.call({ url: '/readyz' })).json()).toEqual({ ready: true, database: true, temporal: true })
})
