import { afterAll, beforeAll, expect, it } from 'vitest'
import { employees, lostPhone } from '../support/cast.ts'
import { until } from '../support/door.ts'
import { resetsOf } from '../support/platform.ts'
import { recordHistory } from '../workflows/record.ts'
import { connectAs, createOffice, type Office } from '../support/publishing.ts'

let office: Office
beforeAll(async () => {
  office = await createOffice()
}, 120_000)
afterAll(() => office.close())

it('a tenant’s own bundle is in force when a second entitled person has said yes, and not before', async () => {
  const { author, second, own } = office
  const asked = await office.publish(author, { files: own('deny', 'okta.user.reset_factors') })
  expect(asked).toMatchObject({
    status: 202,
    state: 'waiting',
    change: { loosens: false, changes: [{ kind: 'denies', action: 'okta.user.reset_factors' }] },
  })
  expect(asked.publication).toBe(`${office.api.world.tenant}/bundle/${asked.digest}/1`)
  expect(await office.inForce()).toBeNull()
  const id = asked.approval?.id ?? ''
  const listed = await office.api.call({ url: '/api/approvals', headers: second.headers })
  expect(listed.json<{ items: object[] }>().items).toMatchObject([
    {
      id,
      subject: { kind: 'bundle', hash: asked.digest },
      hash: asked.digest,
      bundle: asked.united,
      requester: { person: author.person },
      sentence: expect.stringContaining('newly denies okta.user.reset_factors') as string,
      publication: { kind: 'publish', reason: 'a test', review: { change: { loosens: false } } },
      may: { approve: null, reject: null },
    },
  ])
  expect(await office.decide(second, id, 'approve')).toMatchObject({ status: 200 })
  expect(await office.settled(asked.publication)).toEqual({ state: 'published', code: null })
  await recordHistory(office.api.world, asked.publication, 'publish-approved')
  expect(await office.inForce()).toBe(asked.digest)
  expect(await office.log('bundle.published')).toMatchObject([
    { by: { role: 'gate', person: author.person }, code: 'approved', detail: { digest: asked.digest } },
  ])
}, 120_000)

it('an older one comes back the same way, and a broken one leaves what is in force', async () => {
  const { author, second, own } = office
  const before = await office.inForce()
  expect(await office.publish(author, { files: own('alow', 'okta.user.get') })).toMatchObject({
    status: 422,
    code: 'bundle_invalid',
    problems: [{ file: 'own.yaml', line: 5, column: expect.any(Number) as number }],
  })
  const empty = [{ path: 'own.yaml', text: 'apiVersion: dex/v1\nkind: Policy\nlayer: tenant\nrules: []\n' }]
  const withdrawn = await office.publish(second, { files: empty })
  expect(withdrawn).toMatchObject({ status: 202, change: { loosens: true } })
  expect(await office.inForce()).toBe(before)
  // Who asked cannot agree, whoever it is.
  expect(await office.decide(second, withdrawn.approval?.id ?? '', 'approve')).toMatchObject({
    status: 403,
    code: 'approver_excluded',
  })
  await office.decide(author, withdrawn.approval?.id ?? '', 'approve')
  expect(await office.settled(withdrawn.publication)).toMatchObject({ state: 'published' })

  const back = await office.publish(author, { digest: before })
  expect(back).toMatchObject({ status: 202, state: 'waiting', digest: before, change: { loosens: false } })
  expect(back.publication).toBe(`${office.api.world.tenant}/bundle/${before}/2`)
  await office.decide(second, back.approval?.id ?? '', 'approve')
  expect(await office.settled(back.publication)).toMatchObject({ state: 'published' })
  expect(await office.inForce()).toBe(before)
  expect(await office.publish(author, { digest: before })).toMatchObject({ status: 200, state: 'in_force' })
  expect(await office.publish(author, { digest: `sha256:${'0'.repeat(64)}` })).toMatchObject({ status: 404 })

  const answer = await office.api.call({ url: '/api/policy/history', headers: author.headers })
  expect(answer.json()).toMatchObject({
    inForce: { tenant: before, united: back.united },
    publications: [
      { digest: before, kind: 'rollback', state: 'published', inForce: true, author: author.person },
      { digest: withdrawn.digest, kind: 'publish', state: 'published', inForce: false },
      { digest: before, kind: 'publish', state: 'published', inForce: false },
    ],
  })
}, 120_000)

it('what is asked for is refused by a no, taken back by its author, and void once another is in force', async () => {
  const { author, second, own } = office
  const before = await office.inForce()
  const [first, other, third] = [
    await office.publish(author, { files: own('deny', 'okta.user.*', 'a') }),
    await office.publish(author, { files: own('deny', 'okta.group.*', 'b') }),
    await office.publish(second, { files: own('deny', 'okta.app.*', 'c') }),
  ]
  expect(await office.decide(second, first.approval?.id ?? '', 'reject')).toMatchObject({ status: 200 })
  expect(await office.settled(first.publication)).toEqual({ state: 'rejected', code: 'approval_rejected' })
  expect(await office.decide(author, other.approval?.id ?? '', 'reject')).toMatchObject({ status: 200 })
  expect(await office.settled(other.publication)).toMatchObject({ state: 'rejected' })
  expect(await office.inForce()).toBe(before)

  const fourth = await office.publish(author, { files: own('deny', 'okta.user.suspend', 'd') })
  await office.decide(second, fourth.approval?.id ?? '', 'approve')
  expect(await office.settled(fourth.publication)).toMatchObject({ state: 'published' })
  // It was compared with what is not in force any more: nobody's yes on it counts.
  await office.decide(author, third.approval?.id ?? '', 'approve')
  expect(await office.settled(third.publication)).toEqual({ state: 'void', code: 'changed_meanwhile' })
  await recordHistory(office.api.world, third.publication, 'publish-void')
  expect(await office.inForce()).toBe(fourth.digest)
  expect(await office.log('bundle.refused')).toMatchObject([
    { code: 'approval_rejected' },
    { code: 'approval_rejected' },
    { code: 'changed_meanwhile' },
  ])
}, 120_000)

it('a request under way is decided by the bundle in force at the gate, and each decision is told by its own', async () => {
  const { api, author, second, own } = office
  const { requesterEmail, ...text } = lostPhone(employees(api.world)[0] ?? '')
  const opened = await api.hook(
    JSON.stringify({ externalId: 'IN-FLIGHT', ...text, requester: { email: requesterEmail } }),
  )
  const { id: request } = opened.json<{ id: string }>()
  const approval = await until('an approval', async () => {
    const listed = await api.call({ url: `/api/approvals?request=${request}`, headers: second.headers })
    return listed.json<{ items: { id: string; hash: string; version: number }[] }>().items[0]
  })
  const explained = async () => {
    const answer = await api.call({
      url: `/api/policy/explain?request=${request}`,
      headers: author.headers,
    })
    return answer.json<{ items: { step: number; effect: string; bundle: string; says: string }[] }>().items
  }
  const earlier = (await explained()).find((each) => each.effect === 'require_approval')
  expect(earlier).toMatchObject({
    says: expect.stringContaining('waited for approval') as string,
    bundleFound: true,
  })

  const asked = await office.publish(author, {
    files: [
      {
        path: 'own.yaml',
        text:
          own('deny', 'okta.user.reset_factors', 'stop')[0]?.text.replace(
            'stop,',
            'stop, because: not this week,',
          ) ?? '',
      },
    ],
  })
  await office.decide(second, asked.approval?.id ?? '', 'approve')
  await office.settled(asked.publication)
  // The person's yes comes after: it is not worth anything any more.
  await connectAs(office, second)
  const said = await api.call({
    method: 'POST',
    url: `/api/approvals/${approval.id}/approve`,
    headers: second.headers,
    payload: { hash: approval.hash, version: approval.version, proof: 'callback' },
  })
  expect(said.statusCode).toBe(200)
  const denied = await until('the denial', async () =>
    (await explained()).find((each) => each.effect === 'deny'),
  )
  expect(denied).toMatchObject({
    bundle: asked.united,
    bundleFound: true,
    decidedBy: { layer: 'tenant', rule: 'stop' },
  })
  expect(JSON.stringify(denied)).toContain('not this week')
  expect(await resetsOf(api.world)).toEqual([])
}, 120_000)
