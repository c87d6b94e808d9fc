import { afterAll, beforeAll, expect, test } from 'vitest'
import { sweepUndo } from '#activities/sweep/sweep-undo.ts'
import { employees, startWorkers } from '#test/support/cast.ts'
import { until } from '#test/support/door.ts'
import { accountOf, editPlatform } from '#test/support/platform.ts'
import { scriptedModel } from '#test/support/scripted-model.ts'
import { createTestApi, pathOf, type Session, type TestApi } from './support/test-api.ts'

interface Approval {
  id: string
  hash: string
  version: number
  state: string
  action: string
  content: { back: object | null; byPerson: boolean; params: object }
  decisions: { code: string | null }[]
}
interface Step {
  step: number
  action: string
  hash: string
  write: boolean
  state: string
  code: string | null
  undo: { action: string; until: string; before: object; after: object } | null
  undoneBy: { request: string; status: string } | null
}
interface Story {
  status: string
  statusCode: string | null
  closedAt: string | null
  undoes: { request: string; step: number } | null
  steps: Step[]
}

let api: TestApi
let model: { url: string; close(): Promise<void> }
let workers: { stop(): Promise<void> }
let admin: Session
let other: Session
let people: string[]

beforeAll(async () => {
  // Does what the ticket says, once.
  model = await scriptedModel((turn, conversation) => {
    const call = /CALL (.*?) END/.exec(conversation)?.[1]?.replaceAll('\\"', '"').replaceAll('\\\\"', '"')
    return turn === 1 && call
      ? [JSON.parse(call.replaceAll('\\', '')) as { name: string; input: object }]
      : [{ name: 'resolve', input: { template: 'resolved', summary: 'done' } }]
  })
  api = await createTestApi({
    world: { env: { ANTHROPIC_BASE_URL: model.url } },
    deps: { timing: { thinkMs: 10_000, gateMs: 15_000, escalatedMs: 20_000 } },
  })
  const { world } = api
  const owner = world.company.accounts.find((each) => each.oktaRoles.includes('SUPER_ADMIN'))?.login ?? ''
  await world.addPerson(owner, ['admin'], ['admin', 'investigate'])
  workers = await startWorkers(world)
  people = employees(world)
  admin = await api.cliSession(api.person('Identity Lead'))
  other = await api.cliSession(api.person('Service Desk Lead'))
  for (const [session, title] of [
    [admin, 'Identity Lead'],
    [other, 'Service Desk Lead'],
  ] as const) {
    const callback = await api.connectOkta(session, api.person(title), 'admin')
    await api.call({ url: pathOf(callback), headers: session.headers })
  }
}, 120_000)
afterAll(async () => {
  await workers.stop()
  await api.close()
  await model.close()
})

const call = async <Body>(session: Session, method: 'GET' | 'POST', url: string, payload?: object) => {
  const answer = await api.call({ method, url, headers: session.headers, ...(payload && { payload }) })
  return { status: answer.statusCode, body: answer.json<Body & { code?: string }>() }
}

let tickets = 0
/** A ticket whose engineer proposes exactly this. */
async function proposed(name: string, input: object): Promise<{ id: string; approval: Approval }> {
  tickets += 1
  const text = `CALL ${JSON.stringify({ name, input: { ...input, purpose: 'the ticket says so' } })} END`
  const ask = { externalId: `INC-${tickets}`, title: 'Please', text, requester: { email: people.at(-1) } }
  const { id } = (await api.hook(JSON.stringify(ask))).json<{ id: string }>()
  return { id, approval: await waiting(id) }
}

const waiting = (request: string): Promise<Approval> =>
  until('an approval', async () => {
    const { body } = await call<{ items: Approval[] }>(admin, 'GET', `/api/approvals?request=${request}`)
    return body.items[0]
  })

const yes = (session: Session, { id, hash, version }: Approval) =>
  call<object>(session, 'POST', `/api/approvals/${id}/approve`, { hash, version })

const story = async (request: string): Promise<Story> =>
  (await call<Story>(admin, 'GET', `/api/requests/${request}`)).body

const closed = (request: string): Promise<Story> =>
  until(`the end of ${request}`, async () => {
    const told = await story(request)
    return told.closedAt !== null && told
  })

const write = ({ steps }: Story): Step => {
  const found = steps.find((each) => each.write && each.action.startsWith('okta.'))
  if (!found) throw new Error('nothing was written')
  return found
}

const undo = (session: Session, request: string, { step, hash }: Step) =>
  call<{ id: string }>(session, 'POST', `/api/requests/${request}/steps/${step}/undo`, { hash })

const userOf = async (id: string): Promise<{ status: string; profile: Record<string, unknown> }> => {
  const answer = await fetch(new URL('/_sandbox/snapshot', api.world.okta.url))
  const { directory } = (await answer.json()) as {
    directory: { users: { id: string; status: string; profile: Record<string, unknown> }[] }
  }
  const found = directory.users.find((user) => user.id === id)
  if (!found) throw new Error('nobody')
  return found
}

async function done(name: string, input: { target: string }): Promise<{ id: string; step: Step }> {
  const { id, approval } = await proposed(name, input)
  expect((await yes(admin, approval)).status).toBe(200)
  return { id, step: write(await closed(id)) }
}

test('a suspension is shown with its way back, taken back by a request of its own, and by its author’s yes it is not', async () => {
  const target = await accountOf(api.world.okta.url, people[0] ?? '')
  const { id, approval } = await proposed('okta_user_suspend', { target })
  expect(approval.content).toMatchObject({
    back: { before: { status: 'ACTIVE' }, params: {}, keep: '7d' },
    byPerson: false,
  })
  expect((await yes(admin, approval)).status).toBe(200)
  const told = await closed(id)
  const step = write(told)
  expect(step).toMatchObject({
    state: 'done',
    undo: { action: 'okta.user.unsuspend', before: { status: 'ACTIVE' }, after: { status: 'SUSPENDED' } },
    undoneBy: null,
  })
  expect((await userOf(target)).status).toBe('SUSPENDED')

  expect((await undo(other, id, { ...step, hash: `sha256:${'0'.repeat(64)}` })).body.code).toBe(
    'version_stale',
  )
  const asked = await undo(other, id, step)
  expect(asked.status).toBe(202)
  // Asked again while it is open it is the same.
  expect((await undo(admin, id, step)).body.id).toBe(asked.body.id)
  const reverse = await waiting(asked.body.id)
  expect(reverse).toMatchObject({ action: 'okta.user.unsuspend', content: { byPerson: true, params: {} } })
  expect((await yes(other, reverse)).body.code).toBe('approver_excluded')
  expect((await userOf(target)).status).toBe('SUSPENDED')
  expect((await yes(admin, reverse)).status).toBe(200)

  const end = await closed(asked.body.id)
  expect(end).toMatchObject({ status: 'resolved', undoes: { request: id, step: step.step } })
  expect((await userOf(target)).status).toBe('ACTIVE')
  expect(write(await story(id)).undoneBy).toEqual({ request: asked.body.id, status: 'resolved' })
  const [opened] = await api.rows<{ entry: string }>(
    `select entry from activity_log where entry like '%"undoes"%' and request = $1`,
    [asked.body.id],
  )
  expect(JSON.parse(opened?.entry ?? '')).toMatchObject({
    kind: 'request.opened',
    detail: { undoes: id, undoesStep: step.step },
  })
})

test('former values are put back, and are nowhere but under their own key until then', async () => {
  const target = await accountOf(api.world.okta.url, people[1] ?? '')
  await editPlatform(api.world.okta.url, {
    in: 'directory.users',
    id: target,
    set: { profile: { ...(await userOf(target)).profile, title: 'Heron-basalt-31' } },
  })
  const { id, step } = await done('okta_user_update_profile', { target, title: 'Clerk' } as never)
  expect((await userOf(target)).profile['title']).toBe('Clerk')
  expect(step.undo).toMatchObject({ before: { title: 'Heron-basalt-31' }, after: { title: 'Clerk' } })
  const [row] = await api.rows<{ sealed: Buffer; id: string; days: number }>(
    `select sealed, id, extract(day from expires_at - created_at)::int as days from undo_states where request = $1`,
    [id],
  )
  expect(row?.days).toBe(7)
  expect(row?.sealed.toString('latin1')).not.toContain('Heron')
  for (const table of [
    'activity_log',
    'proposals',
    'ledger',
    'requests',
    'undo_states',
    'decision_records',
  ]) {
    const found = await api.rows(`select 1 from ${table} t where t::text like '%Heron-basalt%'`)
    expect([table, found]).toEqual([table, []])
  }
  const asked = await undo(other, id, step)
  expect((await yes(admin, await waiting(asked.body.id))).status).toBe(200)
  expect((await closed(asked.body.id)).status).toBe('resolved')
  expect((await userOf(target)).profile['title']).toBe('Heron-basalt-31')
})

test('what somebody changed since is not undone with it: before people are asked, and after their yes', async () => {
  const target = await accountOf(api.world.okta.url, people[2] ?? '')
  const set = async (title: string) =>
    editPlatform(api.world.okta.url, {
      in: 'directory.users',
      id: target,
      set: { profile: { ...(await userOf(target)).profile, title } },
    })
  await set('Analyst')
  const { id, step } = await done('okta_user_update_profile', { target, title: 'Clerk' } as never)

  const first = await undo(other, id, step)
  const reverse = await waiting(first.body.id)
  await set('Partner')
  await yes(admin, reverse)
  const handed = await until('a hand-over', async () => {
    const told = await story(first.body.id)
    return told.status === 'escalated' && told
  })
  expect(handed.statusCode).toBe('undo_conflict')
  expect((await userOf(target)).profile['title']).toBe('Partner')
  await call(admin, 'POST', `/api/requests/${first.body.id}/cancel`)
  await closed(first.body.id)

  const second = await undo(other, id, step)
  expect(second.body.id).not.toBe(first.body.id)
  const refused = await until('a hand-over', async () => {
    const told = await story(second.body.id)
    return told.status === 'escalated' && told
  })
  expect(refused.statusCode).toBe('undo_conflict')
  expect(refused.steps.filter(({ action }) => action.startsWith('okta.'))).toEqual([])
  expect((await userOf(target)).profile['title']).toBe('Partner')
  await call(admin, 'POST', `/api/requests/${second.body.id}/cancel`)
  await closed(second.body.id)
})

test('when its time is over the key goes, then the row, and nothing can be put back', async () => {
  const target = await accountOf(api.world.okta.url, people[3] ?? '')
  const { id, step } = await done('okta_user_suspend', { target })
  const { tenant, shared } = api.world
  const database = api.world.database('dex_gate')
  const sweepAt = (aheadMs: number) =>
    sweepUndo({ tenant, database, clock: () => Date.now() + aheadMs, store: shared })
  const rows = () => api.rows<{ id: string }>('select id from undo_states where request = $1', [id])
  const [kept] = await rows()
  await sweepAt(6 * 86_400_000)
  expect(await shared.undoKeys.find(tenant, kept?.id ?? '')).not.toBeNull()
  await sweepAt(7 * 86_400_000 + 1_000)
  expect(await shared.undoKeys.find(tenant, kept?.id ?? '')).toBeNull()
  expect(await rows()).toEqual([])
  expect(await undo(other, id, step)).toMatchObject({ status: 409, body: { code: 'undo_gone' } })
  expect(write(await story(id)).undo).toBeNull()
  // Longer than 30 days nothing is kept, whatever is written there.
  await expect(
    api.world.admin.query(
      `insert into undo_states (tenant, request, step, id, sealed, expires_at)
       values ($1, $2, $3, 'und_x', '', now() + interval '31 days')`,
      [tenant, id, step.step],
    ),
  ).rejects.toThrow('undo_states')
})
