import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Database } from '#store/database.ts'
import { type Cast, createCast, employees, lostPhone, startWorkers } from '../support/cast.ts'
import { decide, openTicket, rowOf, until, waitForApproval, waitForStatus } from '../support/door.ts'
import { commentsOf, resetsOf } from '../support/platform.ts'
import { recordHistory } from '../workflows/record.ts'
import { createWorld } from '../support/here.ts'
import { sandboxFiles, type World } from '../support/world.ts'

let world: World
let api: Database
let cast: Cast
let workers: { stop(): Promise<void> }

beforeAll(async () => {
  const files = await sandboxFiles()
  const quick = files.map((file) => ({
    ...file,
    text: file.text
      .replaceAll('within: 24h', 'within: 4s')
      .replace(
        'always: { for: 30d, cap: 50 }',
        'always: false\n        next: [{ by: { role: security-admin }, within: 20s }]',
      ),
  }))
  if (quick.every((file, index) => file.text === files[index]?.text))
    throw new Error('no rule waits for a day')
  world = await createWorld({ files: quick, settings: { remindAfterSeconds: 1 } })
  api = world.database('dex_api')
  cast = await createCast(world)
  workers = await startWorkers(world)
}, 60_000)

afterAll(async () => {
  await workers.stop()
  await world.close()
})

describe('an approval that nobody answers', () => {
  it('is reminded of, expires, and is handed over; after its bound the content is destroyed', async () => {
    const { request, externalId, workflowId } = await openTicket(
      world,
      api,
      lostPhone(employees(world)[0] ?? ''),
    )
    const reminded = await until('a reminder', () =>
      api.transaction(world.tenant, (tx) =>
        tx
          .selectFrom('approvals')
          .selectAll()
          .where('request', '=', request)
          .where('reminded_at', 'is not', null)
          .executeTakeFirst(),
      ),
    )
    expect(reminded.state).toBe('pending')
    await waitForStatus(world, api, request, 'escalated')
    const [approval] = await api.transaction(world.tenant, (tx) =>
      tx.selectFrom('approvals').selectAll().where('request', '=', request).execute(),
    )
    expect(approval).toMatchObject({ state: 'expired', ended_code: 'nobody_answered' })
    await until('the note to the queue', async () =>
      (await commentsOf(world, externalId)).some(
        (each) => !each.public && each.body.includes('needs a person'),
      ),
    )
    expect(
      (await commentsOf(world, externalId)).filter(
        (each) => each.public && each.body.includes('was not given in time'),
      ),
    ).toHaveLength(1)
    expect(await resetsOf(world)).toEqual([])
    await until('destruction', async () => (await rowOf(world, api, request)).destroyed_at)
    const left = await api.transaction(world.tenant, (tx) =>
      tx.selectFrom('scratch').select('name').where('request', '=', request).execute(),
    )
    expect(left).toEqual([])
    await recordHistory(world, workflowId, 'expired')
  })
  it('goes on to those whom policy names next, and runs on their yes alone', async () => {
    const { request, externalId, workflowId } = await openTicket(
      world,
      api,
      strangeSignIns(employees(world)[1] ?? ''),
    )
    const first = await waitForApproval(world, api, request)
    const next = await until('the next approvers', async () => {
      const waits = await waitForApproval(world, api, request)
      return waits.step > first.step ? waits : null
    })
    expect(next).toMatchObject({ action_hash: first.action_hash, passed_code: 'nobody_answered' })
    expect(await decide(world, api, next, cast.colleague)).toMatchObject({
      accepted: false,
      code: 'approver_not_entitled',
    })
    expect(await decide(world, api, next, cast.admin)).toMatchObject({ accepted: true })
    await waitForStatus(world, api, request, 'resolved')
    await until('the note to the queue', async () =>
      (await commentsOf(world, externalId)).some(
        (each) => !each.public && each.body.includes('with those who come next'),
      ),
    )
    await recordHistory(world, workflowId, 'passed-on')
  })
})

const strangeSignIns = (requesterEmail: string) => ({
  title: 'Strange sign-ins',
  text: 'I see sign-ins that were not me. Please end all my sessions.',
  requesterEmail,
})
