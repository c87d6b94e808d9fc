import { afterAll, beforeAll, expect, test } from 'vitest'
import type { RequestId } from '#contract/ids.ts'
import { startWorkers } from '../support/cast.ts'
import { rowOf, waitForStatus } from '../support/door.ts'
import { scriptedModel } from '../support/scripted-model.ts'
import { deskToken } from '../support/world.ts'
import { createTestApi, type Session, ticket, type TestApi } from './support/test-api.ts'

let api: TestApi
let model: Awaited<ReturnType<typeof scriptedModel>>
let workers: { stop(): Promise<void> }
let employee: Session
let colleague: Session
let auditor: Session
let admin: Session
const seen: string[] = []

/** Asks once; what comes back is handed over. */
beforeAll(async () => {
  model = await scriptedModel((turn, conversation) => {
    seen.push(conversation)
    return turn === 1
      ? [{ name: 'dex_question_ask', input: { template: 'exact_error', purpose: 'to know' } }]
      : [{ name: 'escalate', input: { reason: 'answered' } }]
  })
  api = await createTestApi({
    world: {
      env: {
        ANTHROPIC_BASE_URL: model.url,
        DEX_MODEL_PRICES: '{"scripted":{"input":10,"output":20,"cacheRead":1}}',
      },
    },
    deps: { timing: { thinkMs: 10_000, gateMs: 15_000, escalatedMs: 20_000 } },
  })
  workers = await startWorkers(api.world)
  employee = await api.cliSession(api.person('Accountant'))
  colleague = await api.cliSession(api.person('Payroll Specialist'))
  auditor = await api.cliSession(api.person('Security Analyst'))
  admin = await api.cliSession(api.person('Identity Lead'))
}, 90_000)

afterAll(async () => {
  await workers.stop()
  await api.close()
  await model.close()
})

const post = async (session: Session, url: string, payload: object) => {
  const answer = await api.call({ method: 'POST', url, headers: session.headers, payload })
  return { status: answer.statusCode, body: answer.json<Record<string, unknown>>() }
}
const comment = async (body: object) => {
  const answer = await api.hook(JSON.stringify(body), { source: 'desk/comments' })
  return { status: answer.statusCode, body: answer.json<Record<string, unknown>>() }
}
const authorsOf = async (id: RequestId) => (await rowOf(api.world, api.deps.database, id)).authors

test('the requester’s answer wakes the request, and whoever has no part in it answers nothing', async () => {
  const opened = await post(employee, '/api/requests', { title: 'Error', text: 'It says something.' })
  const id = opened.body['id'] as RequestId
  await waitForStatus(api.world, api.deps.database, id, 'waiting_requester')
  const url = `/api/requests/${id}/answer`
  expect(await post(colleague, url, { text: 'Error 1' })).toMatchObject({ status: 404 })
  expect(await post(auditor, url, { text: 'Error 2' })).toMatchObject({ status: 403 })
  expect(await post(employee, url, { text: ' ' })).toMatchObject({ status: 422 })
  expect(await post(employee, url, { text: 'Error 42' })).toMatchObject({
    status: 200,
    body: { accepted: true },
  })
  await waitForStatus(api.world, api.deps.database, id, 'escalated')
  expect(seen.at(-1)).toContain('| Error 42')
  expect(seen.join('')).not.toMatch(/Error [12]\b/)
  // Whoever works on it answers as well, and is an author from then on.
  expect(await post(admin, url, { text: 'I saw it too' })).toMatchObject({ status: 200 })
  expect(await authorsOf(id)).toEqual(expect.arrayContaining([employee.person, admin.person]))
})

test('a comment in the ticket is an answer: once, without the thread below it, and its writer is an author', async () => {
  const filed = await fetch(new URL('/api/tickets', api.world.desk.url), {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${deskToken}` },
    body: JSON.stringify({ title: 'Error', text: 'It says.', requesterEmail: api.person('Accountant') }),
  })
  const { id: externalId } = (await filed.json()) as { id: string }
  const opened = await api.hook(ticket({ externalId }))
  const { id } = opened.json<{ id: RequestId }>()
  await waitForStatus(api.world, api.deps.database, id, 'waiting_requester')
  const said = {
    externalId,
    commentId: 'c-1',
    text: 'Error 43\n\nOn Monday the desk wrote:\n> what does the message say?',
    author: { email: 'Friend@acme.example' },
  }
  expect(await comment({ ...said, externalId: 'INC-78' })).toMatchObject({ status: 404 })
  expect(await comment(said)).toEqual({ status: 202, body: { id } })
  await waitForStatus(api.world, api.deps.database, id, 'escalated')
  expect(await comment(said)).toEqual({ status: 202, body: { id } })
  expect(seen.at(-1)).toContain('| Error 43')
  expect(seen.at(-1)).not.toContain('what does the message say?\\n')
  expect(await authorsOf(id)).toContain(await api.world.lookup('friend@acme.example'))
  const statements = await api.rows(`select 1 from decisions where request = $1 and verdict = 'answer'`, [id])
  expect(statements).toHaveLength(1)
})

test('what models took is shown by day, in money by the configured prices', async () => {
  const answer = await api.call({ url: '/api/settings', headers: admin.headers })
  const { usage, budgets, keys } = answer.json<{
    usage: { day: string; turns: number; tokens: number; usd: number; models: string[] }[]
    keys: Record<string, string>
    budgets: object
  }>()
  const [today] = usage
  expect(today?.turns).toBeGreaterThanOrEqual(4)
  expect(today?.tokens).toBe((today?.turns ?? 0) * 1_450)
  expect(today?.usd).toBeCloseTo(((today?.turns ?? 0) * (1_000 * 10 + 400 * 1 + 50 * 20)) / 1_000_000)
  expect(today?.models).toEqual(['scripted'])
  expect(keys).toEqual({
    decisions: api.deps.signer.keyId,
    names: expect.stringMatching(/^key_[0-9a-f]{24}$/) as string,
    workflows: expect.stringMatching(/^key_[0-9a-f]{24}$/) as string,
  })
  expect(budgets).toEqual({ requestUsd: null, dayTokens: null, dayUsd: null, monthUsd: null })
})
