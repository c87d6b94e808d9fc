import { afterAll, beforeAll, expect, it } from 'vitest'
import { catalog } from '#catalog/index.ts'
import { isDexError } from '#contract/error.ts'
import { TenantId } from '#contract/ids.ts'
import { newPersonId } from '#contract/new-id.ts'
import { createDelegation, missingScopes, scopesFor } from '#delegation/index.ts'
import { accountOf } from '#delegation/account.ts'
import { sandboxFetchFor } from '#test/connectors/support/fetch-for.ts'
import {
  redirectUri,
  type SandboxMicrosoft,
  sandboxMicrosoft,
} from '#test/connectors/microsoft/sandbox-microsoft.ts'
import { memoryStore } from './support/memory-store.ts'
import { testSealer } from './support/sealer.ts'

const acme = TenantId.parse('acme')
const scopes = scopesFor('microsoft', 'investigate', catalog.values())
let microsoft: SandboxMicrosoft
beforeAll(async () => {
  microsoft = await sandboxMicrosoft()
})
afterAll(() => microsoft.close())

function delegation() {
  const time = { aheadMs: 0 }
  const store = memoryStore()
  const made = createDelegation({
    store,
    sealer: testSealer(),
    fetchFor: sandboxFetchFor,
    allowHttp: true,
    clock: () => Date.now() + time.aheadMs,
    clientFor: async () => microsoft.platformClient,
  })
  const connect = async (title: string, over: object = {}) => {
    const { login, id } = microsoft.person(title)
    const base = { person: newPersonId(), platform: 'microsoft', kind: 'admin' as const, redirectUri }
    const authorized = await microsoft.authorize(login, scopes)
    return made.connect(acme, {
      ...base,
      expectedAccountId: id,
      link: async () => true,
      ...authorized,
      ...over,
    })
  }
  return { made, store, time, connect }
}

const refusal = (work: Promise<unknown>) =>
  work.then(
    () => null,
    (error: unknown) => (isDexError(error) ? error.code : error),
  )
const wanted = { scopes: ['User.Read.All'], minValidityMs: 60_000, write: false }

it('the account is the directory’s own id, and what was lent works at Graph alone', async () => {
  const { made, connect } = delegation()
  const connected = await connect('Identity Lead')
  const { id } = microsoft.person('Identity Lead')
  expect(connected.accountId).toBe(id)
  expect(
    missingScopes(
      connected.scopes,
      scopes.filter((scope) => scope.includes('.')),
    ),
  ).toEqual([])
  const credential = await made.borrow(acme, connected.id, wanted)
  expect(credential.origin).toBe(microsoft.url)
  expect((await microsoft.run('microsoft.user.get', credential, id).execute()).fields).toMatchObject({ id })
})

it('is refreshed when it would not last, for the same account', async () => {
  const { made, time, connect } = delegation()
  const { id } = await connect('Identity Lead')
  const first = await made.borrow(acme, id, wanted)
  expect(await made.borrow(acme, id, wanted)).toEqual(first)
  time.aheadMs = 3_600_000
  const second = await made.borrow(acme, id, wanted)
  expect(second.accessToken).not.toBe(first.accessToken)
  expect(second.origin).toBe(microsoft.url)
})

it('ends when an admin revokes the grantor’s sessions', async () => {
  const { made, time, connect } = delegation()
  const { id, accountId } = await connect('Applications Owner')
  await microsoft.run('microsoft.user.revoke_sessions', await microsoft.as('Head of IT'), accountId).execute()
  time.aheadMs = 3_600_000
  expect(await refusal(made.borrow(acme, id, wanted))).toBe('connection_expired')
  expect(await refusal(made.borrow(acme, id, wanted))).toBe('connection_expired')
})

it('refuses another person’s account, a foreign nonce, state and verifier, and a code used twice', async () => {
  const { store, connect } = delegation()
  const other = { expectedAccountId: microsoft.person('Recruiter').id }
  expect(await refusal(connect('Identity Lead', other))).toBe('forbidden')
  for (const over of [{ nonce: 'foreign' }, { state: 'foreign' }, { codeVerifier: 'f'.repeat(43) }])
    expect(await refusal(connect('Identity Lead', over))).toBe('state_invalid')
  const { callbackUrl: _url, ...used } = await microsoft.authorize(
    microsoft.person('Recruiter').login,
    scopes,
  )
  expect(
    await refusal(
      connect('Recruiter', { ...used, callbackUrl: `${redirectUri}?code=x&state=${used.state}` }),
    ),
  ).toBe('state_invalid')
  expect(store.rows.size).toBe(0)
})

it('an ended connection is ours alone to end: Entra revokes nothing by RFC 7009', async () => {
  const { made, connect } = delegation()
  const { id } = await connect('Identity Lead')
  expect(await made.revoke(acme, id)).toEqual({ atPlatform: false })
  expect(await refusal(made.borrow(acme, id, wanted))).toBe('connection_expired')
})

it('(tid, oid) is the account: neither is taken from another tenant, nor missing', () => {
  const tid = '7c9e6679-7425-40de-944b-e07fc1f90ae7'
  const oid = '0f8fad5b-d9cb-469f-a165-70867728950e'
  const iss = `https://login.microsoftonline.com/${tid}/v2.0`
  expect(accountOf('microsoft', { iss, sub: 'pairwise', tid, oid })).toBe(oid)
  expect(accountOf('okta', { iss, sub: 'pairwise', tid, oid })).toBe('pairwise')
  for (const claims of [{ oid }, { tid }, { tid: oid, oid }, { tid, oid: 'me' }, { tid: `${tid}/x`, oid }])
    expect(() => accountOf('microsoft', { iss, sub: 'pairwise', ...claims })).toThrow('whose account')
})

it('asks for `profile`, without which Entra does not say whose account it is; long names of scopes count', () => {
  for (const kind of ['own', 'admin', 'investigate'] as const)
    expect(scopesFor('microsoft', kind, catalog.values())).toEqual(
      expect.arrayContaining(['openid', 'offline_access', 'profile']),
    )
  for (const kind of ['own', 'investigate'] as const)
    expect(
      scopesFor('microsoft', kind, catalog.values()).filter((scope) =>
        /ReadWrite|Privileged|Revoke|Delete/.test(scope),
      ),
    ).toEqual(
      kind === 'own' ? ['MailboxSettings.ReadWrite'] : ['PrivilegedEligibilitySchedule.Read.AzureADGroup'],
    )
  expect(missingScopes(['https://graph.microsoft.com/User.Read.All'], ['User.Read.All'])).toEqual([])
  expect(missingScopes(['https://evil.example/User.Read.All'], ['User.Read.All'])).toEqual(['User.Read.All'])
})
