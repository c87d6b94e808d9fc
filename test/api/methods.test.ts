import { afterAll, beforeAll, expect, test } from 'vitest'
import { createTestApi, type TestApi } from './support/test-api.ts'

let api: TestApi
beforeAll(async () => {
  api = await createTestApi()
})
afterAll(() => api.close())

test.each(['TRACE', 'QUERY', 'PUT', 'PATCH', 'DELETE'])('405 and what is allowed: %s', async (method) => {
  const url = '/api/requests?status=resolved'
  const answer = await api.call({ method: method as 'PUT', url })
  expect([answer.statusCode, answer.headers.allow]).toEqual([405, 'GET, POST'])
  expect(answer.headers['content-type']).toContain('application/problem+json')
  expect(answer.json()).toMatchObject({ code: 'method_not_allowed' })
  const nowhere = await api.call({ method: method as 'PUT', url: '/api/nothing' })
  expect(nowhere.statusCode).toBe(404)
})

test('an id of any length is judged by the schema', async () => {
  const { headers } = await api.cliSession(api.person('Head of IT'))
  const answer = await api.call({ url: `/api/requests/${'0'.repeat(8_000)}`, headers })
  expect([answer.statusCode, answer.json<{ code: string }>().code]).toEqual([422, 'input_invalid'])
})
