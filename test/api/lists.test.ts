import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { crowdedCompany, idsOf, setUser, suspendedIds } from '#test/support/bulk.ts'
import { startWorkers } from '#test/support/cast.ts'
import { until } from '#test/support/door.ts'
import { createTestApi, pathOf, type Session, type TestApi } from './support/test-api.ts'

const { company, crowd, twice } = crowdedCompany(140, 2)
let api: TestApi
let workers: { stop(): Promise<void> }
let admin: Session
let employee: Session
let auditor: Session

beforeAll(async () => {
  api = await createTestApi({
    world: { company, settings: { bulk: { samplesAbove: 5, samples: 2, canary: 2, linesMax: 30 } } },
    deps: { timing: { thinkMs: 10_000, gateMs: 15_000, escalatedMs: 20_000 } },
  })
  const owner = company.accounts.find((each) => each.oktaRoles.includes('SUPER_ADMIN'))?.login ?? ''
  await api.world.addPerson(owner, ['admin'], ['admin', 'investigate'])
  workers = await startWorkers(api.world)
  admin = await api.cliSession(api.person('Identity Lead'))
  employee = await api.cliSession(api.person('Recruiter'))
  auditor = await api.cliSession(api.person('Security Analyst'))
  const callback = await api.connectOkta(admin, api.person('Identity Lead'), 'admin')
  await api.call({ url: pathOf(callback), headers: admin.headers })
}, 120_000)

afterAll(async () => {
  await workers.stop()
  await api.close()
})

interface Line {
  line: number
  position: number | null
  state: string
  code: string | null
  readBack: string | null
  content: { written: string; reason: string | null; target: { name: string } | null } | null
}
interface List {
  step: number
  hash: string
  size: number
  state: string
  code: string | null
  counts: Record<string, number>
  from: string | null
  ignored: string[]
  lines: Line[]
}
interface Approval {
  id: string
  hash: string
  version: number
  step: number
  sentence: string
  subject: { kind: string }
  others: string[]
  list: (List & { samples: number[] }) | null
  may: { approve: { code: string } | null }
}

const call = async (session: Session, method: 'GET' | 'POST', url: string, payload?: object) => {
  const answer = await api.call({ method, url, headers: session.headers, ...(payload && { payload }) })
  return { status: answer.statusCode, body: answer.json<Record<string, unknown>>() }
}

const ask = async (session: Session, body: object): Promise<string> => {
  const { status, body: answer } = await call(session, 'POST', '/api/requests', body)
  expect([status, answer['code']]).toEqual([202, undefined])
  return String(answer['id'])
}

const waiting = (request: string, unlike = ''): Promise<Approval> =>
  until('an approval', async () => {
    const { body } = await call(admin, 'GET', `/api/approvals?request=${request}`)
    return (body['items'] as Approval[]).find((each) => each.id !== unlike)
  })

const listAt = async (session: Session, request: string, step: number): Promise<List> =>
  (await call(session, 'GET', `/api/requests/${request}/lists/${step}`)).body as unknown as List

const csv = (people: readonly string[]): string =>
  ['email,department,note', ...people.map((each) => `${each},Sales,"left, sadly"`)].join('\n')

const somebody = (count: number): string[] => crowd.splice(0, count)
const words = {
  title: 'Suspend the accounts of these leavers',
  text: 'They left the company, the list is attached.',
}

describe('a list that comes with a request', () => {
  test('is read at the door: what is no list is refused with its line', async () => {
    const refused = async (list: string) =>
      (await call(employee, 'POST', '/api/requests', { ...words, list })).body
    expect(await refused('name,department\nA,B')).toMatchObject({ code: 'list_malformed' })
    expect(await refused('email,name\na@b.example')).toMatchObject({
      code: 'list_malformed',
      detail: 'line 2: 1 cells, not 2',
    })
    expect(
      await refused(csv(Array.from({ length: 31 }, (_none, at) => `p${at}@acme.example`))),
    ).toMatchObject({
      code: 'list_too_long',
    })
  })

  test('is resolved line by line, shown to whom it is for, shortened, sampled, approved and carried out', async () => {
    const people = somebody(8)
    const given = [...people, twice[0] ?? '', 'nobody@acme.example']
    const request = await ask(employee, { ...words, list: csv(given) })
    const approval = await waiting(request)
    expect(approval.subject.kind).toBe('list')
    expect(approval.sentence).toContain('8 times')
    const whole = await listAt(admin, request, approval.step)
    expect(whole).toMatchObject({
      size: 8,
      state: 'waiting',
      from: 'request',
      ignored: ['department', 'note'],
    })
    expect(whole.lines.map((line) => line.content?.written)).toEqual(given)
    expect(whole.lines.slice(8).map((line) => line.code)).toEqual(['ambiguous', 'target_not_found'])
    // The record for who reads the record; nothing for who has no business with it.
    const record = await listAt(auditor, request, approval.step)
    expect(record.lines.every((line) => line.content === null)).toBe(true)
    expect(
      (
        await call(
          await api.cliSession(api.person('Brand Designer')),
          'GET',
          `/api/requests/${request}/lists/${approval.step}`,
        )
      ).status,
    ).toBe(404)
    expect((await call(admin, 'GET', `/api/requests/${request}/lists/99`)).status).toBe(404)

    const { id, hash, version } = approval
    const out = (body: object, session = admin) =>
      call(session, 'POST', `/api/approvals/${id}/take-out`, body)
    expect((await out({ hash, version, lines: [2, 5] }, auditor)).status).toBe(403)
    expect((await out({ hash, version: 9, lines: [2] })).body).toMatchObject({ code: 'version_stale' })
    expect((await out({ hash, version, lines: [9] })).body).toMatchObject({ code: 'input_invalid' })
    expect(await out({ hash, version, lines: [2, 5] })).toMatchObject({
      status: 200,
      body: { accepted: true },
    })
    const shorter = await waiting(request, id)
    expect(shorter.list).toMatchObject({ size: 6, state: 'waiting' })
    expect(shorter.hash).not.toBe(hash)
    expect((await call(admin, 'GET', `/api/approvals/${id}`)).body).toMatchObject({ state: 'void' })

    const yes = (body: object) => call(admin, 'POST', `/api/approvals/${shorter.id}/approve`, body)
    const shown = { hash: shorter.hash, version: shorter.version }
    const unseen = await yes(shown)
    expect(unseen).toMatchObject({
      status: 422,
      body: { code: 'samples_required', samples: shorter.list?.samples },
    })
    expect(shorter.list?.samples).toHaveLength(2)
    expect((await yes({ ...shown, samples: [1] })).status).toBe(422)
    expect((await yes({ ...shown, samples: shorter.list?.samples })).status).toBe(200)
    let latest: List | undefined
    // A call whose answer got lost is looked up no earlier than it could have been late.
    const look = async () => {
      latest = await listAt(admin, request, shorter.step)
      return latest.state === 'ended' && latest
    }
    const done = await until('the end', look, 110_000).catch((error: unknown) => {
      throw new Error(`${String(error)}: ${JSON.stringify(latest)}`)
    })
    expect(done.counts).toMatchObject({ done: 6, aside: 4, failed: 0, waiting: 0 })
    expect(done.lines.filter((line) => line.state === 'done').every((line) => line.readBack === 'yes')).toBe(
      true,
    )
    const kept = people.filter((_login, index) => index !== 1 && index !== 4)
    expect((await suspendedIds(api.world)).toSorted()).toEqual(idsOf(api.world, kept).toSorted())

    const story = (await call(admin, 'GET', `/api/requests/${request}`)).body as {
      steps: { action: string }[]
      lists: List[]
      events: { kind: string; action: string }[]
    }
    expect(story.lists.map((list) => [list.size, list.state])).toEqual([
      [8, 'void'],
      [6, 'ended'],
    ])
    expect(story.steps.filter((step) => step.action === 'okta.user.suspend')).toHaveLength(2)
    expect(
      story.events.filter((event) => event.kind === 'action.intent' && event.action === 'okta.user.suspend'),
    ).toEqual([])
    expect(story.events.filter((event) => event.kind === 'list.status').length).toBeGreaterThan(1)
  }, 150_000)
})

describe('a list that runs', () => {
  test('is held when its first lines fail, resumed by a person, held again at too many, and stopped', async () => {
    const people = somebody(20)
    const before = (await suspendedIds(api.world)).length
    const request = await ask(employee, { ...words, list: csv(people) })
    const { id, hash, version, step, list } = await waiting(request)
    // Between the asking and the yes most of them are gone: the platform takes no suspension of them.
    for (const login of people.slice(0, 9)) await setUser(api.world, login, { status: 'DEPROVISIONED' })
    const answer = await call(admin, 'POST', `/api/approvals/${id}/approve`, {
      hash,
      version,
      samples: list?.samples,
    })
    expect(answer.status).toBe(200)
    const stateIs = (state: string, code: string | null) =>
      until(`the list to be ${state}`, async () => {
        const now = await listAt(admin, request, step)
        return now.state === state && now.code === code && now
      })
    const first = await stateIs('canary', 'canary_unseen')
    expect(first.counts).toMatchObject({ done: 0, failed: 2, waiting: 18 })
    const steer = (word: string, body: object = { hash }) =>
      call(admin, 'POST', `/api/requests/${request}/lists/${step}/${word}`, body)
    expect((await steer('resume', { hash: `sha256:${'ab'.repeat(32)}` })).body).toMatchObject({
      code: 'version_stale',
    })
    expect(await steer('resume')).toMatchObject({ status: 200 })
    const second = await stateIs('held', 'failures')
    expect(second.counts['failed']).toBeGreaterThanOrEqual(5)
    expect((await suspendedIds(api.world)).length).toBe(before)
    expect(await steer('stop')).toMatchObject({ status: 200 })
    const last = await stateIs('ended', 'stopped')
    expect(last.counts['skipped']).toBe(20 - (last.counts['failed'] ?? 0))
    expect((await suspendedIds(api.world)).length).toBe(before)
    expect((await steer('resume')).body).toMatchObject({ code: 'already_decided' })
  }, 60_000)
})

describe('what another request wants to change too', () => {
  test('is said before anybody says yes', async () => {
    const people = somebody(3)
    const [, shared = ''] = people
    const first = await ask(employee, { ...words, list: csv(people) })
    expect((await waiting(first)).others).toEqual([])
    const second = await ask(employee, {
      title: 'Suspend an account',
      text: `Please suspend the account of ${shared}.`,
    })
    expect((await waiting(second)).others).toEqual([first])
    expect((await waiting(first)).others).toEqual([second])
  })
})
