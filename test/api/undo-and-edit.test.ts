import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { sweepUndo } from '#activities/sweep/sweep-undo.ts'
import { terminalsAt } from '#test/cli/support/at-api.ts'
import { employees, startWorkers } from '#test/support/cast.ts'
import { fileTicket, until } from '#test/support/door.ts'
import { accountOf, commentsOf, editPlatform } from '#test/support/platform.ts'
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
  target: { id: string } | null
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
/** Conversations as the model was shown them. */
const heard: string[] = []
/** Targets that the model does not let go of. */
const stubborn = new Set<string>()

beforeAll(async () => {
  // Does what the ticket says, once.
  model = await scriptedModel((turn, conversation) => {
    const call = /CALL (.*?) END/.exec(conversation)?.[1]?.replaceAll('\\"', '"').replaceAll('\\\\"', '"')
    heard.push(conversation)
    const again = turn === 2 && [...stubborn].some((target) => conversation.includes(target))
    return (turn === 1 || again) && call
      ? [JSON.parse(call.replaceAll('\\', '')) as { name: string; input: object }]
      : [{ name: 'resolve', input: { template: 'resolved', summary: 'done' } }]
  })
  api = await createTestApi({
    world: { env: { ANTHROPIC_BASE_URL: model.url } },
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

/** A ticket whose engineer proposes exactly this. */
async function proposed(
  name: string,
  input: object,
): Promise<{ id: string; externalId: string; approval: Approval }> {
  const text = `CALL ${JSON.stringify({ name, input: { ...input, purpose: 'the ticket says so' } })} END`
  const requesterEmail = people.at(-1) ?? ''
  const externalId = await fileTicket(api.world, { title: 'Please', text, requesterEmail })
  const ask = { externalId, title: 'Please', text, requester: { email: requesterEmail } }
  const { id } = (await api.hook(JSON.stringify(ask))).json<{ id: string }>()
  return { id, externalId, approval: await waiting(id) }
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

  // What its rules read is on record, and can be put to the simulator.
  const { body: why } = await call<{ items: { input: object }[] }>(
    other,
    'GET',
    `/api/policy/explain?request=${id}&step=${step.step}`,
  )
  expect(why.items).toMatchObject([{ input: { action: 'okta.user.suspend', target: { id: target } } }])
  expect((await call(admin, 'POST', '/api/policy/decide', why.items[0]?.input)).body).toMatchObject({
    effect: 'require_approval',
  })

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

const edit = (session: Session, { id, hash, version }: Approval, body: object) =>
  call<object>(session, 'POST', `/api/approvals/${id}/edit`, { hash, version, ...body })

const next = (request: string, unlike: string): Promise<Approval> =>
  until('another approval', async () => {
    const { body } = await call<{ items: Approval[] }>(admin, 'GET', `/api/approvals?request=${request}`)
    return body.items.find((each) => each.id !== unlike)
  })

const shown = async (id: string) =>
  (
    await call<Approval & { ended: { code: string; instead: string | null } | null }>(
      admin,
      'GET',
      `/api/approvals/${id}`,
    )
  ).body

test('an approver changes what is asked for: a new hash, asked anew, their own yes does not count, and the model hears of it', async () => {
  const target = await accountOf(api.world.okta.url, people[4] ?? '')
  const { id, externalId, approval } = await proposed('okta_user_update_profile', {
    target,
    title: 'Cleark',
  })
  expect((await edit(other, approval, { params: { title: 'Cleark' } })).body.code).toBe('input_invalid')
  expect((await edit(other, approval, { params: { salary: 1 } })).body.code).toBe('params_invalid')
  expect((await edit(other, { ...approval, version: 9 }, { params: { title: 'x' } })).body.code).toBe(
    'version_stale',
  )
  expect((await edit(other, approval, { params: { title: 'Clerk' }, reason: 'misspelt' })).status).toBe(200)

  const again = await next(id, approval.id)
  expect(again.hash).not.toBe(approval.hash)
  expect(again.content).toMatchObject({
    params: { title: 'Clerk' },
    byPerson: true,
    edited: { params: { title: 'Cleark' }, reason: 'misspelt', by: other.person },
  })
  expect(await shown(approval.id)).toMatchObject({
    state: 'void',
    ended: { code: 'edited', instead: again.id },
  })
  expect((await yes(admin, approval)).body.code).toBe('approval_void')
  expect((await edit(admin, approval, { params: { title: 'x' } })).body.code).toBe('approval_void')
  expect((await yes(other, again)).body.code).toBe('approver_excluded')
  expect((await yes(admin, again)).status).toBe(200)
  expect((await closed(id)).status).toBe('resolved')
  expect((await userOf(target)).profile['title']).toBe('Clerk')
  expect(heard.at(-1)).toContain('changedByPerson')
  expect(heard.at(-1)).toContain('misspelt')
  const said = (await commentsOf(api.world, externalId)).filter((each) => each.public)
  expect(said.filter((each) => each.body.includes('changed the next step'))).toHaveLength(1)
  const [signed] = await api.rows<{ verdict: string; statement: { verdict: string; comment: string } }>(
    `select verdict, statement from decisions where approval = $1`,
    [approval.id],
  )
  expect(signed).toMatchObject({
    verdict: 'edit',
    statement: { comment: expect.stringMatching(/^edit\/dec_/) },
  })
})

test('another target is another object: looked up and decided on anew; policy says no to it, and the rest is sound', async () => {
  const [ordinary, privileged] = await Promise.all([
    accountOf(api.world.okta.url, people[5] ?? ''),
    accountOf(
      api.world.okta.url,
      api.world.company.accounts.find((each) => each.oktaRoles.includes('SUPER_ADMIN'))?.login ?? '',
    ),
  ])
  const before = (await userOf(privileged)).profile['title']
  const { id, approval } = await proposed('okta_user_update_profile', { target: ordinary, title: 'Clerk' })
  const params = { title: 'Clerk' }
  expect((await edit(other, approval, { params, target: privileged })).status).toBe(200)
  const told = await until('a denial', async () => {
    const now = await story(id)
    return now.steps.some(({ state }) => state === 'denied') && now
  })
  expect(told.steps.find(({ state }) => state === 'denied')).toMatchObject({ target: { id: privileged } })
  await closed(id)
  expect((await userOf(privileged)).profile['title']).toBe(before)
  expect((await userOf(ordinary)).profile['title']).not.toBe('Clerk')
})

test('what a person changed is not taken from the model again', async () => {
  const target = await accountOf(api.world.okta.url, people[6] ?? '')
  stubborn.add(target)
  const { id, approval } = await proposed('okta_user_update_profile', { target, title: 'Cleark' })
  await edit(other, approval, { params: { title: 'Clerk' } })
  const again = await next(id, approval.id)
  await yes(admin, again)
  await closed(id)
  expect((await userOf(target)).profile['title']).toBe('Clerk')
  const calls = await api.rows<{ code: string }>(`select code from calls where request = $1 and turn = 2`, [
    id,
  ])
  expect(calls.map(({ code }) => code)).toEqual(['edited'])
})

test('whoever may not decide may not change it either', async () => {
  const target = await accountOf(api.world.okta.url, people[7] ?? '')
  const { approval, id } = await proposed('okta_user_update_profile', { target, title: 'Clerk' })
  const employee = await api.cliSession(people[8] ?? '')
  expect((await edit(employee, approval, { params: { title: 'x' } })).status).toBe(403)
  await edit(other, approval, { params: { title: 'Cook' } })
  const again = await next(id, approval.id)
  // Who changed it is its author.
  expect((await edit(other, again, { params: { title: 'Chef' } })).body.code).toBe('approver_excluded')
  await call(admin, 'POST', `/api/requests/${id}/cancel`)
  await closed(id)
})

interface List {
  hash: string
  step: number
  state: string
  undo: { action: string; lines: number; gone: number } | null
  undoneBy: { request: string; status: string } | null
  lines: {
    line: number
    state: string
    code: string | null
    step: number | null
    hash: string | null
    target: { id: string } | null
  }[]
}
const listOf = async (request: string): Promise<List> => {
  const { lists } = (await call<{ lists: { step: number }[] }>(admin, 'GET', `/api/requests/${request}`)).body
  const step = lists.at(-1)?.step ?? 0
  return (await call<List>(admin, 'GET', `/api/requests/${request}/lists/${step}`)).body
}
const undoList = (session: Session, request: string, { step, hash }: { step: number; hash: string }) =>
  call<{ id: string }>(session, 'POST', `/api/requests/${request}/lists/${step}/undo`, { hash })

test('a whole list is taken back as one list: one yes to exactly its lines, each looked at alone, what cannot be put back set aside', async () => {
  const targets = await Promise.all(people.slice(9, 15).map((login) => accountOf(api.world.okta.url, login)))
  const { id, approval } = await proposed('bulk', { action: 'okta_user_suspend', targets })
  expect((await yes(admin, approval)).status).toBe(200)
  await closed(id)
  const done = await listOf(id)
  expect(done).toMatchObject({
    state: 'ended',
    undo: { action: 'okta.user.unsuspend', lines: 6, gone: 0 },
    undoneBy: null,
  })
  // Of one line nothing is kept any more; another was changed by somebody since.
  const lost = done.lines[1]
  const changed = done.lines[3]
  await api.world.admin.query(`delete from undo_states where request = $1 and step = $2`, [id, lost?.step])
  await editPlatform(api.world.okta.url, {
    in: 'directory.users',
    id: changed?.target?.id ?? '',
    set: { status: 'DEPROVISIONED' },
  })
  expect((await listOf(id)).undo).toMatchObject({ lines: 5, gone: 1 })

  const employee = await api.cliSession(people[8] ?? '')
  expect((await undoList(employee, id, done)).status).toBe(403)
  const stale = { ...done, hash: `sha256:${'0'.repeat(64)}` }
  expect(await undoList(other, id, stale)).toMatchObject({ status: 409, body: { code: 'version_stale' } })
  const opened = await undoList(other, id, done)
  expect(opened.status).toBe(202)
  expect((await undoList(admin, id, done)).body.id).toBe(opened.body.id)

  const reverse = await waiting(opened.body.id)
  expect(reverse).toMatchObject({ action: 'okta.user.unsuspend', content: { byPerson: true } })
  const asked = await listOf(opened.body.id)
  expect(asked.lines.map(({ line, state, code }) => [line, state, code])).toEqual([
    [1, 'waiting', null],
    [2, 'aside', 'undo_gone'],
    [3, 'waiting', null],
    [4, 'aside', 'undo_conflict'],
    [5, 'waiting', null],
    [6, 'waiting', null],
  ])
  // Nothing is put back before the yes, and not by its author's.
  expect((await yes(other, reverse)).body.code).toBe('approver_excluded')
  // A line that somebody changes after the list was put together is left alone at its turn.
  const late = done.lines[5]?.target?.id ?? ''
  await editPlatform(api.world.okta.url, {
    in: 'directory.users',
    id: late,
    set: { status: 'DEPROVISIONED' },
  })
  expect((await yes(admin, await waiting(opened.body.id))).status).toBe(200)
  const handed = await until('an end', async () => {
    const told = await story(opened.body.id)
    return told.status === 'escalated' && told
  })
  expect(handed.undoes).toEqual({ request: id, step: done.step })
  const states = await Promise.all(targets.map(async (target) => (await userOf(target)).status))
  expect(states).toEqual(['ACTIVE', 'SUSPENDED', 'ACTIVE', 'DEPROVISIONED', 'ACTIVE', 'DEPROVISIONED'])
  expect((await listOf(opened.body.id)).lines[5]).toMatchObject({ code: 'undo_conflict' })
  expect((await listOf(id)).undoneBy).toMatchObject({ request: opened.body.id })
  await call(admin, 'POST', `/api/requests/${opened.body.id}/cancel`)
  await closed(opened.body.id)
}, 150_000)

test('former values of each line are put back, and a list of which nothing is kept offers nothing', async () => {
  const targets = await Promise.all(people.slice(15, 18).map((login) => accountOf(api.world.okta.url, login)))
  const before = await Promise.all(targets.map(async (target) => (await userOf(target)).profile['title']))
  const { id, approval } = await proposed('bulk', {
    action: 'okta_user_update_profile',
    targets,
    params: { title: 'Clerk' },
  })
  await yes(admin, approval)
  await closed(id)
  const done = await listOf(id)
  const opened = await undoList(other, id, done)
  await yes(admin, await waiting(opened.body.id))
  expect((await closed(opened.body.id)).status).toBe('resolved')
  expect(await Promise.all(targets.map(async (target) => (await userOf(target)).profile['title']))).toEqual(
    before,
  )
  await api.world.admin.query(`delete from undo_states where request = $1`, [id])
  expect((await listOf(id)).undo).toBeNull()
  expect(await undoList(other, id, done)).toMatchObject({ status: 409, body: { code: 'undo_gone' } })
}, 150_000)

describe('from the terminal', () => {
  type Terminal = (...argv: string[]) => Promise<{ code: number; stdout: string; stderr: string }>
  const both = async (): Promise<{ mine: Terminal; theirs: Terminal }> => {
    const terminal = await terminalsAt(api)
    return { mine: await terminal(admin), theirs: await terminal(other) }
  }
  const said = async (terminal: Terminal, ...argv: string[]): Promise<string> => {
    const { code, stdout, stderr } = await terminal(...argv)
    expect([argv, code, code === 0 ? '' : stderr]).toEqual([argv, 0, ''])
    return stdout
  }

  test('a list: seen, counted down, a line taken out, approved, taken back as one', async () => {
    const { mine, theirs } = await both()
    const targets = await Promise.all(
      people.slice(18, 22).map((login) => accountOf(api.world.okta.url, login)),
    )
    const { id, approval } = await proposed('bulk', { action: 'okta_user_suspend', targets })
    const listed = await said(mine, 'approval', 'list', '--mine')
    expect(listed).toContain(approval.id)
    expect(listed).toMatch(/handed over|denied/)
    const shown = await said(mine, 'approval', 'show', approval.id)
    expect(shown).toContain('4 times, each alone')
    expect(shown).toMatch(/then +(denied|handed over to a person) in \d+ h/)
    for (const target of targets) expect(shown).toContain(target)
    expect(await said(mine, 'approval', 'take-out', approval.id, '2')).toContain('taken out')
    const late = await mine('approval', 'approve', approval.id, '--yes')
    expect([late.code, late.stderr]).toEqual([1, expect.stringContaining('approval_void')])
    const rest = await waiting(id)
    expect(await said(mine, 'approval', 'show', approval.id)).toContain(`instead: ${rest.id}`)
    expect(await said(mine, 'approval', 'approve', rest.id, '--yes')).toContain('approved')
    expect(await said(mine, 'approval', 'list', '--mine')).not.toContain(rest.id)
    await closed(id)
    const ended = await said(mine, 'bulk', 'show', id)
    expect(ended).toContain('taken_out')
    expect(ended).toContain('take back: 3 lines by okta.user.unsuspend until ')

    const asked = JSON.parse(await said(theirs, 'bulk', 'undo', id, '--json')) as { id: string }
    const reverse = await waiting(asked.id)
    expect(await said(theirs, 'approval', 'list', '--mine')).not.toContain(reverse.id)
    expect(await said(mine, 'approval', 'list', '--mine')).toContain(reverse.id)
    await said(mine, 'approval', 'approve', reverse.id, '--yes')
    await closed(asked.id)
    expect(await said(mine, 'bulk', 'show', id)).toContain(`taken back by ${asked.id}, resolved`)
    const states = await Promise.all(targets.map(async (target) => (await userOf(target)).status))
    expect(states).toEqual(['ACTIVE', 'ACTIVE', 'ACTIVE', 'ACTIVE'])
  }, 150_000)

  test('one change: edited, approved, its reverse asked for and refused', async () => {
    const { mine, theirs } = await both()
    const target = await accountOf(api.world.okta.url, people[22] ?? '')
    const { id, approval } = await proposed('okta_user_update_profile', { target, title: 'Cleark' })
    const edited = await said(
      theirs,
      'approval',
      'edit',
      approval.id,
      '--set',
      'title=Clerk',
      '--reason',
      'typo',
    )
    expect(edited).toContain('changed; it is decided and asked anew')
    const again = await next(id, approval.id)
    const own = await theirs('approval', 'approve', again.id, '--yes')
    expect([own.code, own.stderr]).toEqual([1, expect.stringContaining('approver_excluded')])
    await said(mine, 'approval', 'approve', again.id, '--yes')
    const step = (await closed(id)).steps.find(({ undo }) => undo !== null)?.step
    expect((await userOf(target)).profile['title']).toBe('Clerk')
    const asked = JSON.parse(await said(theirs, 'request', 'undo', id, String(step), '--json')) as {
      id: string
    }
    const reverse = await waiting(asked.id)
    expect(await said(mine, 'approval', 'reject', reverse.id, '--yes', '--comment', 'it stays')).toContain(
      'rejected',
    )
    await until('a hand-over', async () => (await story(asked.id)).status === 'escalated')
    expect((await userOf(target)).profile['title']).toBe('Clerk')
    await closed(asked.id)
  }, 150_000)

  test('stopped, nothing runs on any yes; resumed, it goes on', async () => {
    const { mine, theirs } = await both()
    expect((await mine('stop')).stderr).toContain('dex stop --help')
    const stopped = await said(mine, 'stop', '--platform', 'okta', '--reason', 'looks wrong')
    const [, stop = ''] = /(stp_\w+): okta is held back/.exec(stopped) ?? []
    expect(await said(theirs, 'stops')).toMatch(new RegExp(`${stop} +okta .*in force +looks wrong`))
    const target = await accountOf(api.world.okta.url, people[23] ?? '')
    const { id, approval } = await proposed('okta_user_suspend', { target })
    await said(mine, 'approval', 'approve', approval.id, '--yes')
    await until('that it is held back', async () => (await story(id)).statusCode === 'writes_stopped')
    expect((await userOf(target)).status).toBe('ACTIVE')
    expect(await said(theirs, 'resume', '--reason', 'it was nothing')).toContain('okta goes on')
    expect(await said(mine, 'resume', stop, '--reason', 'again')).toContain('okta goes on')
    await closed(id)
    expect((await userOf(target)).status).toBe('SUSPENDED')
    expect(await said(mine, 'stops')).toMatch(/until .*by .*looks wrong/)
  }, 150_000)
})

/** Said again, or said of what is not there any more: every route by which people decide, steer, stop and stand in. */
describe('words said twice, and words on what is gone', () => {
  const zeros = `sha256:${'0'.repeat(64)}`
  const post = (session: Session, url: string, body: object) =>
    call<{ id: string }>(session, 'POST', url, body)

  test('of another hash or version: 409, and nothing of it is written', async () => {
    const targets = await Promise.all(
      people.slice(15, 18).map((login) => accountOf(api.world.okta.url, login)),
    )
    const list = await proposed('bulk', { action: 'okta_user_suspend', targets })
    const one = await proposed('okta_user_update_profile', { target: targets[0] ?? '', title: 'Clerk' })
    const written = async () =>
      (await api.rows<{ n: number }>('select count(*)::int as n from decisions'))[0]?.n
    const before = await written()
    const more: Record<string, object> = {
      approve: {},
      reject: {},
      edit: { params: { title: 'Cook' } },
      'take-out': { lines: [1] },
    }
    for (const [word, body] of Object.entries(more)) {
      const { id, hash, version } = word === 'take-out' ? list.approval : one.approval
      for (const shown of [
        { hash: zeros, version },
        { hash, version: version + 1 },
      ])
        expect([
          word,
          await post(admin, `/api/approvals/${id}/${word}`, { ...body, ...shown }),
        ]).toMatchObject([word, { status: 409, body: { code: 'version_stale' } }])
    }
    const { step } = await listOf(list.id)
    for (const word of ['pause', 'resume', 'stop', 'undo'])
      expect([
        word,
        await post(admin, `/api/requests/${list.id}/lists/${step}/${word}`, { hash: zeros }),
      ]).toMatchObject([word, { status: 409, body: { code: 'version_stale' } }])
    expect(await post(admin, `/api/requests/${one.id}/steps/1/undo`, { hash: zeros })).toMatchObject({
      status: 409,
      body: { code: 'version_stale' },
    })
    expect(await written()).toBe(before)
    for (const each of [list, one]) {
      await call(admin, 'POST', `/api/requests/${each.id}/cancel`)
      await closed(each.id)
    }
  }, 150_000)

  test('twice at once: it counts once, and both hear the same', async () => {
    const targets = await Promise.all(
      people.slice(16, 18).map((login) => accountOf(api.world.okta.url, login)),
    )
    const twice = async (url: string, body: object, session = admin) => {
      const [one, two] = await Promise.all([post(session, url, body), post(session, url, body)])
      return { ids: new Set([one.body.id, two.body.id]), statuses: [one.status, two.status].toSorted() }
    }
    const { id, approval } = await proposed('bulk', { action: 'okta_user_suspend', targets })
    const { hash, version } = approval
    const said = await twice(`/api/approvals/${approval.id}/approve`, { hash, version })
    expect(said.statuses[0]).toBe(200)
    const counted = await api.rows(
      `select d.id from decisions d join decision_checks c on c.decision = d.id where d.approval = $1 and c.code = 'ok'`,
      [approval.id],
    )
    expect(counted).toHaveLength(1)
    await closed(id)
    const list = await listOf(id)
    const later = await post(admin, `/api/requests/${id}/lists/${list.step}/pause`, { hash: list.hash })
    expect(later).toMatchObject({ status: 409, body: { code: 'already_decided' } })

    const undone = await twice(`/api/requests/${id}/lists/${list.step}/undo`, { hash: list.hash }, other)
    expect(undone).toMatchObject({ statuses: [202, 202] })
    expect(undone.ids.size).toBe(1)
    const { step, hash: ofLine } = list.lines[0] ?? {}
    const lines = await twice(`/api/requests/${id}/steps/${step}/undo`, { hash: ofLine }, other)
    expect([lines.statuses, lines.ids.size]).toEqual([[202, 202], 1])
    for (const open of [...undone.ids, ...lines.ids]) {
      await call(admin, 'POST', `/api/requests/${open}/cancel`)
      await closed(open)
    }

    const stop = await twice('/api/stops', { reason: 'said twice', action: 'scim.group.remove_member' })
    expect([stop.statuses, stop.ids.size]).toEqual([[201, 201], 1])
    const [stopped = ''] = stop.ids
    const resumed = await twice(`/api/stops/${stopped}/resume`, { reason: 'said twice' })
    expect(resumed.statuses).toEqual([200, 200])
    const until = new Date(Date.now() + 3_600_000).toISOString()
    const deputy = await twice('/api/deputies', { deputy: other.person, until })
    expect([deputy.statuses, deputy.ids.size]).toEqual([[201, 201], 1])
    const ended = async () =>
      (
        await api.call({
          method: 'DELETE',
          url: `/api/deputies/${[...deputy.ids][0]}`,
          headers: admin.headers,
        })
      ).statusCode
    expect(await Promise.all([ended(), ended()])).toEqual([200, 200])
    const entries = await api.rows<{ kind: string; n: number }>(
      `select entry::jsonb ->> 'kind' as kind, count(*)::int as n from activity_log
       where entry::jsonb ->> 'kind' in ('writes.stopped', 'writes.resumed', 'deputy.named', 'deputy.ended')
         and (entry like '%scim.group.remove_member%' or entry like '%deputy%') group by 1 order by 1`,
    )
    expect(entries).toEqual(
      ['deputy.ended', 'deputy.named', 'writes.resumed', 'writes.stopped'].map((kind) => ({ kind, n: 1 })),
    )
  }, 150_000)
})
