import { historyToJSON } from '@temporalio/common/lib/proto-utils.js'
import { randomBytes } from 'node:crypto'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { messageNames } from '#contract/messages.ts'
import type { DecisionStatement } from '#contract/statement.ts'
import type { Database } from '#store/database.ts'
import { scratchOf } from '#store/scratch.ts'
import { openPayload, sealedEncoding } from '#vault/codec/sealed-payload.ts'
import { type Cast, createCast, employees, startWorkers } from '../support/cast.ts'
import { decide, openTicket, sign, statementOf, waitForApproval, waitForStatus } from '../support/door.ts'
import { createWorld } from '../support/here.ts'
import type { World } from '../support/world.ts'

const canaries = {
  title: 'Canary-title-31ka',
  text: 'Canary-text-72lb',
  instruction: 'Canary-instruction-83mc',
  comment: 'Canary-comment-94nd',
  rejected: 'Canary-rejection-05oe',
}
let world: World
let api: Database
let cast: Cast
let workers: { stop(): Promise<void> }

beforeAll(async () => {
  world = await createWorld()
  api = world.database('dex_api')
  cast = await createCast(world)
  workers = await startWorkers(world)
}, 90_000)
afterAll(async () => {
  await workers.stop()
  await world.close()
})

const opened = (login: string) =>
  openTicket(world, api, {
    title: `Lost phone ${canaries.title}`,
    text: `I lost my phone (${canaries.text}) and cannot sign in any more, please reset my MFA.`,
    requesterEmail: login,
  })

interface Node {
  [name: string]: unknown
}

/** Every payload of a history, as it lies there, and as the tenant's own key opens it. */
async function readHistory(
  workflowId: string,
): Promise<{ raw: string; decoded: string; payloads: number; sealed: number }> {
  const history = await world.temporal.workflow.getHandle(workflowId).fetchHistory()
  const raw = historyToJSON(history)
  const ring = await world.shared.tenantKeys.load(world.tenant)
  const decoded: string[] = []
  let payloads = 0
  let sealed = 0
  const walk = (node: unknown): void => {
    if (Array.isArray(node)) return node.forEach(walk)
    if (typeof node !== 'object' || node === null) return
    const { metadata, data } = node as Node
    if (typeof metadata === 'object' && metadata !== null && 'encoding' in metadata) {
      payloads += 1
      const fields = Object.entries(metadata as Record<string, string>).map(
        ([name, value]) => [name, Buffer.from(value, 'base64')] as const,
      )
      const payload = { metadata: Object.fromEntries(fields), data: Buffer.from(String(data), 'base64') }
      const plain = Buffer.from(payload.metadata['encoding'] ?? '').toString()
      if (plain === sealedEncoding) {
        sealed += 1
        decoded.push(Buffer.from(openPayload(ring, payload).data ?? []).toString('utf8'))
      } else decoded.push(payload.data.toString('utf8'))
    }
    Object.values(node).forEach(walk)
  }
  walk(JSON.parse(raw))
  return { raw, decoded: decoded.join('\n'), payloads, sealed }
}

const expectNone = (text: string): void => {
  for (const canary of Object.values(canaries)) expect(text).not.toContain(canary)
}

test('T25: tickets, answers and comments are absent from history, even decoded with the tenant’s key', async () => {
  const [login = '', second = ''] = employees(world)
  const first = await opened(login)
  const approval = await waitForApproval(world, api, first.request)
  const key = await world.shared.requestKeys.find(world.tenant, first.request)
  // As api does it: the text sealed into scratch, the statement by reference.
  await api.transaction(world.tenant, async (tx) => {
    const scratch = scratchOf(world.tenant, tx, first.request, key)
    await scratch.putOnce('comment/canary', { text: canaries.comment })
  })
  await decide(world, api, approval, cast.admin, { comment: 'comment/canary' })
  await waitForStatus(world, api, first.request, 'resolved')
  const told = await opened(second)
  const waiting = await waitForApproval(world, api, told.request)
  await decide(world, api, waiting, cast.admin, { verdict: 'reject' })
  await waitForStatus(world, api, told.request, 'escalated', 60_000).catch(() => undefined)
  for (const { workflowId } of [first, told]) {
    const { raw, decoded, payloads, sealed } = await readHistory(workflowId)
    expect(payloads).toBeGreaterThan(10)
    expect(decoded.length).toBeGreaterThan(500)
    // Search attributes alone bypass the codec, and hold one word of a list each.
    const bypassing = [...raw.matchAll(/"searchAttributes"/g)].length
    expect(sealed).toBeGreaterThan(payloads / 2)
    expect(bypassing).toBeGreaterThan(0)
    expectNone(raw)
    expectNone(decoded)
    expectNone(Buffer.from(raw).toString('base64'))
    for (const person of [login, second]) expect(`${raw}\n${decoded}`).not.toContain(person)
  }
}, 120_000)

test('T25: a message that carries text where an id belongs is refused before it is part of history', async () => {
  const { workflowId, request } = await opened(employees(world)[2] ?? '')
  const approval = await waitForApproval(world, api, request)
  const statement = {
    ...statementOf(world, approval, cast.admin),
    verdict: 'instruct',
    comment: canaries.instruction,
    nonce: randomBytes(16).toString('hex'),
  } as unknown as DecisionStatement
  const signed = sign(world, statement)
  const handle = world.temporal.workflow.getHandle(workflowId)
  await expect(handle.executeUpdate(messageNames.instruct, { args: [signed] })).rejects.toThrow()
  const { raw, decoded } = await readHistory(workflowId)
  expect(`${raw}\n${decoded}`).not.toContain(canaries.instruction)
  await handle.terminate('test')
}, 60_000)
