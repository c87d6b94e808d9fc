import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Identity } from '#client/api/identity/identity.ts'
import { openSession } from '#client/api/session/open-session.ts'
import { accountOf } from '#delegation/account.ts'
import { createTestApi, type Session, source, ticket, type TestApi } from '../api/support/test-api.ts'
import { startWorkers } from '../support/cast.ts'
import { connectInBrowser, consent } from '../support/connecting.ts'
import { pathOf } from '../api/support/test-api.ts'

/** T22 claims become identity: what somebody says of a requester opens a request and is nobody's right. */
let api: TestApi
let workers: { stop(): Promise<void> }
let lead: Session
let head: Session
let leadEmail: string
let headEmail: string

beforeAll(async () => {
  api = await createTestApi()
  workers = await startWorkers(api.world)
  leadEmail = api.person('Identity Lead')
  headEmail = api.person('Head of IT')
  lead = await api.browserSession(leadEmail)
  head = await api.browserSession(headEmail)
}, 90_000)

afterAll(async () => {
  await workers.stop()
  await api.close()
})

const requestRow = async (id: string) =>
  (
    await api.rows<{ assurance: string; requester_person: string | null; channel: string }>(
      'select assurance, requester_person, channel from requests where id = $1',
      [id],
    )
  )[0]

const file = async (requester: string, from = source): Promise<string> => {
  const answer = await api.hook(ticket({ requester: { email: requester } }), { source: from })
  expect(answer.statusCode).toBe(202)
  return answer.json<{ id: string }>().id
}

describe('a requester whom a ticket names', () => {
  test('is a claim, by whatever source, of whomever, whoever is signed in', async () => {
    for (const from of [source, 'personal'])
      for (const email of [leadEmail, headEmail, leadEmail.toUpperCase(), 'nobody@elsewhere.example'])
        expect(await requestRow(await file(email, from))).toEqual({
          assurance: 'asserted',
          requester_person: null,
          channel: 'ticket',
        })
  })

  test('no field of a ticket says otherwise', async () => {
    const claims = [
      { verified: true },
      { assurance: 'verified' },
      { channel: 'pro' },
      { requester: { email: leadEmail, verified: true } },
      { requester: { email: leadEmail, person: lead.person } },
      { headers: { 'authentication-results': 'dmarc=pass' } },
    ]
    for (const claim of claims) expect((await api.hook(ticket(claim))).statusCode).toBe(422)
    expect(
      await requestRow(
        (
          await api.hook(ticket({ requester: { email: leadEmail } }), {
            headers: { 'authentication-results': 'mx.acme.example; dmarc=pass', ...lead.headers },
          })
        ).json<{ id: string }>().id,
      ),
    ).toMatchObject({ assurance: 'asserted' })
  })

  test('no setting of a tenant, a source or a policy makes it more than a claim', async () => {
    const columns = await api.rows<{ name: string }>(
      `select column_name as name from information_schema.columns where table_name in ('sources', 'tenant_settings')`,
    )
    expect(columns.map((each) => each.name).sort()).toEqual(
      ['impersonal', 'kind', 'sealed_secret', 'settings', 'source', 'tenant', 'tenant'].sort(),
    )
  })

  test('is verified by that person’s own word, signed in, and by nobody else’s', async () => {
    const id = await file(leadEmail)
    const confirm = (session: Session) =>
      api.call({ method: 'POST', url: `/api/requests/${id}/confirm`, headers: session.headers })
    expect((await confirm(head)).statusCode).toBe(403)
    expect(await requestRow(id)).toMatchObject({ assurance: 'asserted', requester_person: null })
    expect((await confirm(lead)).statusCode).toBe(200)
    expect(await requestRow(id)).toMatchObject({ assurance: 'verified', requester_person: lead.person })
    const { admin } = api.world
    const role = await admin.query(
      `select has_column_privilege('dex_api', 'requests', 'assurance', 'update') as may`,
    )
    expect(role.rows).toEqual([{ may: false }])
  })
})

describe('a person of Dex', () => {
  const signIn = async (change: Partial<Identity>): Promise<string> => {
    const auth = { iss: api.idp.url, sub: 'sub-one', acr: null, amr: ['mfa'], authTime: 1 }
    const identity: Identity = {
      issuer: api.idp.url,
      subject: 'sub-one',
      email: 'mover@acme.example',
      name: 'Mover',
      roles: ['employee'],
      auth,
      ...change,
    }
    return (await openSession(api.deps, api.world.tenant, identity, 'cli')).person
  }

  test('is one issuer’s one subject: the same address at another is somebody else, with nothing of theirs', async () => {
    const first = await signIn({})
    await api.world.admin.query(
      `insert into accounts (tenant, person, platform, org, account_id) values ($1, $2, 'okta', 'org', '00uMover')`,
      [api.world.tenant, first],
    )
    expect(await signIn({ email: 'renamed@acme.example' })).toBe(first)
    const others = [await signIn({ subject: 'sub-two' }), await signIn({ issuer: 'https://other.example' })]
    expect(new Set([first, ...others]).size).toBe(3)
    const linked = await api.rows('select person from accounts where person = any($1)', [[first, ...others]])
    expect(linked).toEqual([{ person: first }])
  })
})

describe('an account on a platform', () => {
  const accounts = () =>
    api.rows<{ person: string; account_id: string }>(
      `select person, account_id from accounts where platform = 'okta' and org = $1 order by linked_at`,
      [api.world.okta.url],
    )
  const mayNot = async (session: Session, email: string) => {
    const answer = await connectInBrowser(api, session, email)
    return [answer.statusCode, answer.json<{ code: string }>().code]
  }

  test('is linked once, by signing in there, to whoever signed in; never moved, never a second one', async () => {
    expect((await connectInBrowser(api, lead, leadEmail)).statusCode).toBe(200)
    const linked = await accounts()
    expect(linked.map((each) => each.person)).toEqual([lead.person])
    const connections = () => api.rows('select id, state from connections order by id')
    const stored = await connections()
    // Another person with the lead's account, and the lead with another person's.
    expect(await mayNot(head, leadEmail)).toEqual([403, 'forbidden'])
    expect(await mayNot(lead, headEmail)).toEqual([403, 'forbidden'])
    expect(await accounts()).toEqual(linked)
    expect(await connections()).toEqual(stored)
  }, 60_000)

  test('two rounds of one person at once end in one account', async () => {
    const worker = await api.browserSession(api.person('Service Desk Lead'))
    const emails = [api.person('Service Desk Lead'), api.person('Service Desk Engineer')]
    const callbacks = await Promise.all(emails.map((email) => consent(api, worker, email, { kind: 'own' })))
    const answers = await Promise.all(
      callbacks.map((url) => api.call({ url: pathOf(url), headers: worker.headers })),
    )
    expect(answers.map((each) => each.statusCode).sort()).toEqual([200, 403])
    const mine = (await accounts()).filter((each) => each.person === worker.person)
    expect(mine).toHaveLength(1)
    expect(
      await api.rows('select account_id from connections where person = $1 and state = $2', [
        worker.person,
        'active',
      ]),
    ).toEqual([{ account_id: mine[0]?.account_id }])
  }, 60_000)

  test('is named by what the vendor never changes: (tid, oid) at Microsoft, the subject elsewhere', () => {
    const guid = fc.uuid({ version: 4 })
    fc.assert(
      fc.property(guid, guid, guid, fc.string(), fc.emailAddress(), (tid, oid, other, sub, email) => {
        fc.pre(other !== tid)
        const claims = { iss: `https://login.microsoftonline.com/${tid}/v2.0`, sub, oid, tid, email }
        expect(accountOf('microsoft', claims)).toBe(oid)
        expect(accountOf('okta', claims)).toBe(sub)
        for (const wrong of [
          { ...claims, tid: other },
          { ...claims, oid: email },
          { ...claims, tid: undefined },
        ])
          expect(() => accountOf('microsoft', wrong)).toThrow(/whose account of which tenant/)
      }),
    )
  })
})
