import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Database } from '#store/database.ts'
import { createCast, employees, lostPhone, startWorkers } from '../support/cast.ts'
import { openTicket, rowOf, until, waitForStatus } from '../support/door.ts'
import { commentsOf, resetsOf } from '../support/platform.ts'
import { recordHistory } from '../workflows/record.ts'
import { createWorld } from '../support/here.ts'
import { sandboxFiles, type World } from '../support/world.ts'

let world: World
let api: Database
let workers: { stop(): Promise<void> }

beforeAll(async () => {
  const files = await sandboxFiles()
  const quick = files.map((file) => ({ ...file, text: file.text.replaceAll('within: 24h', 'within: 4s') }))
  if (quick.every((file, index) => file.text === files[index]?.text))
    throw new Error('no rule waits for a day')
  world = await createWorld({ files: quick, settings: { remindAfterSeconds: 1 } })
  api = world.database('dex_api')
  await createCast(world)
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
    expect(await resetsOf(world)).toEqual([])
    await until('destruction', async () => (await rowOf(world, api, request)).destroyed_at)
    const left = await api.transaction(world.tenant, (tx) =>
      tx.selectFrom('scratch').select('name').where('request', '=', request).execute(),
    )
    expect(left).toEqual([])
    await recordHistory(world, workflowId, 'expired')
  })
})
