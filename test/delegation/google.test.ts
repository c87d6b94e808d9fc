import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { catalog } from '#catalog/index.ts'
import { TenantId } from '#contract/ids.ts'
import { newPersonId } from '#contract/new-id.ts'
import { isDexError } from '#contract/error.ts'
import {
  askedAnew,
  createDelegation,
  missingScopes,
  type PlatformClient,
  scopesFor,
} from '#delegation/index.ts'
import { issuerOf } from '#delegation/platform-client.ts'
import { endpointOrigins } from '#delegation/vendors.ts'
import { sandboxFetchFor } from '#test/connectors/support/fetch-for.ts'
import {
  redirectUri,
  type SandboxGoogle,
  sandboxGoogle,
} from '#test/connectors/google/support/sandbox-google.ts'
import { memoryStore } from './support/memory-store.ts'
import { testSealer } from './support/sealer.ts'

const acme = TenantId.parse('acme')
const prefix = 'https://www.googleapis.com/auth/'
const reads = ['openid', `${prefix}admin.directory.user.readonly`]
let google: SandboxGoogle
beforeAll(async () => {
  google = await sandboxGoogle()
})
afterAll(() => google.close())

function delegation(client: Partial<PlatformClient> = {}) {
  const time = { aheadMs: 0 }
  const store = memoryStore()
  const made = createDelegation({
    store,
    sealer: testSealer(),
    fetchFor: sandboxFetchFor,
    allowHttp: true,
    clock: () => Date.now() + time.aheadMs,
    clientFor: async () => ({ ...google.platformClient, ...client }),
  })
  const connect = async (over: object = {}) => {
    const { login, id } = google.person('Identity Lead')
    const base = {
      person: newPersonId(),
      platform: 'google',
      kind: 'admin' as const,
      expectedAccountId: id,
      link: async () => true,
      redirectUri,
    }
    return made.connect(acme, { ...base, ...(await google.authorize(login, reads)), ...over })
  }
  return { made, store, time, connect }
}
const codeOf = (work: Promise<unknown>) =>
  work.then(
    () => 'none',
    (error: unknown) => (isDexError(error) ? error.code : 'other'),
  )

describe('google: connecting', () => {
  it('names the account by its directory id, and is refreshed by what access_type=offline gave', async () => {
    const { made, store, time, connect } = delegation()
    const { id, accountId, scopes } = await connect()
    expect(accountId).toBe(google.person('Identity Lead').id)
    expect([...scopes].sort()).toEqual([...reads].sort())
    const options = { scopes: reads.slice(1), minValidityMs: 60_000, write: false }
    const first = await made.borrow(acme, id, options)
    time.aheadMs = 2 * 3_600_000
    const second = await made.borrow(acme, id, options)
    expect(second.accessToken).not.toBe(first.accessToken)
    expect(second.origin).toBe(google.url)
    expect(store.saves).toBe(1)
    const { fields } = await google.run('google.user.get', second, accountId).execute()
    expect(fields).toMatchObject({ id: accountId })
  })

  it('asks for no scope that Google does not know, and consents anew so that a refresh token comes', async () => {
    const started = await google.authorize(google.person('Identity Lead').login, reads)
    const asked = new URL(started.url).searchParams
    expect(asked.get('access_type')).toBe('offline')
    expect(asked.get('prompt')).toBe('consent')
    expect(asked.get('scope')?.split(' ')).toEqual(reads)
  })

  it('another person’s account, and one of another organization, are refused (T22)', async () => {
    const { connect } = delegation()
    expect(await codeOf(connect({ expectedAccountId: google.person('Recruiter').id }))).toBe('forbidden')
    expect(await codeOf(delegation({ hostedDomain: 'acme.example' }).connect())).toBe('none')
    expect(await codeOf(delegation({ hostedDomain: 'elsewhere.example' }).connect())).toBe('forbidden')
  })

  it('disconnecting ends it at the platform; a suspension there ends it here', async () => {
    const { made, connect } = delegation()
    const { id } = await connect()
    const { accessToken, origin } = await made.borrow(acme, id, {
      scopes: [],
      minValidityMs: 0,
      write: false,
    })
    expect(await made.revoke(acme, id)).toEqual({ atPlatform: true })
    const work = google.run('google.user.get', { accessToken, origin }, google.person('Recruiter').id)
    expect(await codeOf(work.execute())).toBe('platform_unauthenticated')
  })
})

describe('google: one grant an account', () => {
  const wide = [...reads, `${prefix}admin.directory.user`]

  it('what is new is added to an admin’s: asked for alone, granted with the rest', async () => {
    const { connect, store } = delegation()
    const { login } = google.person('Identity Lead')
    const { id, person } = await connect()
    const anew = askedAnew({ platform: 'google', kind: 'admin', scopes: wide, held: reads })
    expect(anew).toEqual({ scopes: ['openid', `${prefix}admin.directory.user`], addTo: true })
    const started = await google.authorize(login, [...anew.scopes], { addTo: true })
    expect(new URL(started.url).searchParams.get('include_granted_scopes')).toBe('true')
    const more = await connect({ person, ...started, scopes: wide })
    expect([...more.scopes].sort()).toEqual([...wide].sort())
    expect([more.replaced, store.rows.get(`acme/${id}`)?.state]).toEqual([[id], 'ending'])
  })

  it('is not added to for a reading one, nor where something is to go', () => {
    const asked = (kind: 'admin' | 'investigate', scopes: string[], held: string[]) =>
      askedAnew({ platform: 'google', kind, scopes, held })
    expect(asked('investigate', wide, reads)).toEqual({ scopes: wide, addTo: false })
    expect(asked('admin', reads, wide)).toEqual({ scopes: reads, addTo: false })
    expect(asked('admin', wide, [])).toEqual({ scopes: wide, addTo: false })
    expect(askedAnew({ platform: 'okta', kind: 'admin', scopes: ['a', 'b'], held: ['a'] })).toEqual({
      scopes: ['a', 'b'],
      addTo: false,
    })
  })

  it('what is replaced is destroyed here and not revoked there: that would end the new one with it', async () => {
    const { connect, made, store } = delegation()
    const { id, person } = await connect()
    const newer = await connect({ person })
    expect(await made.revoke(acme, id)).toEqual({ atPlatform: false })
    expect(store.rows.get(`acme/${id}`)).toMatchObject({ state: 'revoked', sealedTokens: new Uint8Array() })
    const options = { scopes: [], minValidityMs: 0, write: false }
    const { accessToken, origin } = await made.borrow(acme, newer.id, options)
    const work = () =>
      google.run('google.user.get', { accessToken, origin }, google.person('Recruiter').id).execute()
    expect(await codeOf(work())).toBe('none')
    expect(await made.revoke(acme, newer.id)).toEqual({ atPlatform: true })
    expect(await codeOf(work())).toBe('platform_unauthenticated')
  })
})

describe('google: where secrets may go (T13)', () => {
  it('the authorization server of the vendor’s API is the vendor’s, its endpoints named by code', () => {
    const client = { origin: 'https://admin.googleapis.com', clientId: 'x' }
    expect(issuerOf(client)).toBe('https://accounts.google.com')
    expect(endpointOrigins('https://accounts.google.com')).toContain('https://oauth2.googleapis.com')
    expect(endpointOrigins('https://accounts.google.com.evil.example')).toEqual([])
    expect(issuerOf({ origin: 'https://acme.okta.com', clientId: 'x' })).toBe('https://acme.okta.com')
  })
})

describe('google: scopes', () => {
  const actions = [...catalog.values()].filter(({ platform }) => platform === 'google')

  it('an admin’s covers every action; an investigating one every read and the gate’s own facts', () => {
    const admin = scopesFor('google', 'admin', catalog.values())
    expect(
      missingScopes(
        admin,
        actions.flatMap(({ scopes }) => scopes),
      ),
    ).toEqual([])
    const investigating = scopesFor('google', 'investigate', catalog.values())
    const reading = actions.filter(({ write }) => !write).flatMap(({ scopes }) => scopes)
    const facts = ['admin.directory.rolemanagement.readonly', 'admin.reports.audit.readonly']
    expect(missingScopes(investigating, [...reading, ...facts.map((scope) => `${prefix}${scope}`)])).toEqual(
      [],
    )
  })

  it('an employee’s own asks for nothing but who they are; none asks for offline_access', () => {
    expect(scopesFor('google', 'own', catalog.values())).toEqual(['openid'])
    for (const kind of ['admin', 'investigate', 'own'] as const) {
      expect(scopesFor('google', kind, catalog.values())).not.toContain('offline_access')
    }
  })

  it('a scope covers its readonly half, never the other way, never by a prefix', () => {
    const wide = `${prefix}admin.directory.user`
    expect(missingScopes([wide], [`${wide}.readonly`])).toEqual([])
    expect(missingScopes([`${wide}.readonly`], [wide])).toEqual([wide])
    expect(missingScopes([wide], [`${wide}.security`])).toEqual([`${wide}.security`])
  })
})
