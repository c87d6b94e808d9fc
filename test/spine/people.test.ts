import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Database } from '#store/database.ts'
import { type Cast, createCast, employees, lostPhone, startWorkers } from '../support/cast.ts'
import { decide, openTicket, rowOf, speak, until, waitForApproval, waitForStatus } from '../support/door.ts'
import { createWorld } from '../support/here.ts'
import { clearFaults, commentsOf, plantFault, resetsOf } from '../support/platform.ts'
import type { World } from '../support/world.ts'

let world: World
let api: Database
let cast: Cast
let workers: { stop(): Promise<void> }

beforeAll(async () => {
  world = await createWorld({ env: { DEX_CALL_TIMEOUT: '1s', DEX_CLOCK_SKEW: '200ms' } })
  api = world.database('dex_api')
  cast = await createCast(world)
  workers = await startWorkers(world)
}, 60_000)

afterAll(async () => {
  await workers.stop()
  await world.close()
})

const saidTo = async (externalId: string): Promise<string[]> =>
  (await commentsOf(world, externalId)).filter((each) => each.public).map((each) => each.body)

describe('people and a request under way', () => {
  it('cancel: what waits is void, nothing runs, the content is destroyed', async () => {
    const { request, workflowId, externalId } = await openTicket(
      world,
      api,
      lostPhone(employees(world)[0] ?? ''),
    )
    const approval = await waitForApproval(world, api, request)
    expect(await speak(world, api, { request, workflowId }, cast.colleague, 'cancel')).toEqual({
      accepted: true,
      code: 'ok',
    })
    await waitForStatus(world, api, request, 'cancelled')
    await until('destruction', async () => (await rowOf(world, api, request)).destroyed_at)
    const after = await world.admin.query<{ state: string }>('select state from approvals where id = $1', [
      approval.id,
    ])
    expect(after.rows[0]?.state).toBe('void')
    expect((await saidTo(externalId)).at(-1)).toContain('this request was cancelled')
    expect(await resetsOf(world)).toEqual([])
  })

  it('cancel while a platform is away: it ends at once, and what had begun is found out before anything is destroyed', async () => {
    const before = (await resetsOf(world)).length
    const reset = { method: 'POST', path: '/reset_factors' }
    const ledgerOf = async (request: string) =>
      (
        await world.admin.query<{ state: string; outcome_code: string }>(
          `select state, outcome_code from ledger where request = $1 and action like 'okta.%'`,
          [request],
        )
      ).rows
    const opened = await Promise.all(
      [3, 4].map((index) => openTicket(world, api, lostPhone(employees(world)[index] ?? ''))),
    )
    const [kept, half] = opened
    if (!kept || !half) throw new Error('two were opened')
    const approvals = await Promise.all(opened.map(({ request }) => waitForApproval(world, api, request)))
    const [keptApproval, halfApproval] = approvals
    if (!keptApproval || !halfApproval) throw new Error('two are asked for')
    // Done at the platform, and the answer is lost; from then on nothing can be read.
    await plantFault(
      world.okta.url,
      { match: reset, kind: 'reset_after' },
      { match: { method: 'GET', path: '/factors' }, kind: 'status500', times: 1_000 },
    )
    await decide(world, api, halfApproval, cast.admin)
    await until('a call whose answer is lost', async () => (await resetsOf(world)).length > before)
    await clearFaults(world.okta.url)
    await plantFault(world.okta.url, { match: { method: 'GET', path: '' }, kind: 'status500', times: 1_000 })
    // Entitlement is read before a yes counts, so this one is not even heard: it waits for the platform.
    const unheard = decide(world, api, keptApproval, cast.admin).catch(() => null)
    for (const { request, workflowId } of opened)
      expect(await speak(world, api, { request, workflowId }, cast.colleague, 'cancel')).toMatchObject({
        accepted: true,
      })
    await waitForStatus(world, api, kept.request, 'cancelled', 10_000)
    expect((await rowOf(world, api, half.request)).destroyed_at).toBeNull()
    await clearFaults(world.okta.url)
    await waitForStatus(world, api, half.request, 'cancelled')
    await unheard
    expect(await ledgerOf(kept.request)).toEqual([])
    expect(await ledgerOf(half.request)).toEqual([{ state: 'done', outcome_code: 'done' }])
    expect(await resetsOf(world)).toHaveLength(before + 1)
  }, 60_000)

  it('instruct: the model is asked again with it, and who gave it is an author who cannot approve any more', async () => {
    const { request, workflowId, externalId } = await openTicket(
      world,
      api,
      {
        title: 'Printer',
        text: 'The printer on floor 2 smells of smoke.',
        requesterEmail: employees(world)[1] ?? '',
      },
      { timing: { escalatedMs: 20_000 } },
    )
    const handedOver = await waitForStatus(world, api, request, 'escalated')
    expect(
      await speak(
        world,
        api,
        { request, workflowId },
        cast.admin,
        'instruct',
        'It is their phone. Reset their MFA.',
      ),
    ).toEqual({
      accepted: true,
      code: 'ok',
    })
    const row = await until('another turn', async () => {
      const now = await rowOf(world, api, request)
      return now.turns > handedOver.turns && now
    })
    expect(row.authors).toContain(cast.admin.id)
    expect(await speak(world, api, { request, workflowId }, cast.admin, 'take_over')).toEqual({
      accepted: true,
      code: 'ok',
    })
    await until('the close', async () => (await rowOf(world, api, request)).destroyed_at)
    expect((await rowOf(world, api, request)).status).toBe('escalated')
    expect((await saidTo(externalId)).at(-1)).toContain('a person from the IT team')
  })

  it('the requester cannot approve their own request, nor can the target', async () => {
    const login = cast.admin.email
    const before = (await resetsOf(world)).length
    const { request } = await openTicket(world, api, lostPhone(employees(world)[2] ?? ''))
    const approval = await waitForApproval(world, api, request)
    await world.admin.query(`update requests set authors = array[$1] where id = $2`, [
      await world.lookup(login),
      request,
    ])
    expect(await decide(world, api, approval, cast.admin)).toEqual({
      accepted: false,
      code: 'approver_excluded',
    })
    expect(await decide(world, api, approval, cast.colleague)).toEqual({ accepted: true, code: 'ok' })
    await waitForStatus(world, api, request, 'resolved')
    expect((await resetsOf(world)).slice(before).map((each) => each.actor)).toEqual([cast.colleague.email])
  })
})
