import * as openid from 'openid-client'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createCompany } from '#sandbox/company/company.ts'
import { createOkta, type OktaStandIn } from '#sandbox/okta/okta.ts'
import { walk } from '../browser.ts'
import { client, configurationOf, delegate } from '../delegate.ts'

describe('okta: its authorization server', () => {
  const company = createCompany()
  const login = (title: string) => company.accounts.find((account) => account.title === title)?.login ?? ''
  let okta: OktaStandIn

  beforeAll(async () => {
    okta = await createOkta({
      port: 0,
      company,
      clients: [client],
      rotateRefreshToken: true,
      refreshTokenLeewaySeconds: 0,
      logLagMs: 0,
    })
  })
  afterAll(() => okta.close())

  const me = (bearer: string) =>
    fetch(`${okta.url}/api/v1/users/me`, { headers: { authorization: `Bearer ${bearer}` } })

  test('issuer is the origin and the endpoints have the vendor’s paths', async () => {
    const configuration = await configurationOf(okta.url)
    const metadata = configuration.serverMetadata()
    expect(metadata.issuer).toBe(okta.url)
    expect(metadata.authorization_endpoint).toBe(`${okta.url}/oauth2/v1/authorize`)
    expect(metadata.jwks_uri).toBe(`${okta.url}/oauth2/v1/keys`)
    const other = await fetch(`${okta.url}/.well-known/oauth-authorization-server`)
    expect(((await other.json()) as { token_endpoint: string }).token_endpoint).toBe(
      `${okta.url}/oauth2/v1/token`,
    )
  })

  test('code with PKCE gives an opaque token of that person for sixty minutes', async () => {
    const { tokens, bearer } = await delegate(okta.url, login('Head of IT'))
    expect(tokens.expires_in).toBe(3600)
    expect(bearer).not.toContain('.')
    const user = (await (await me(bearer)).json()) as { id: string; profile: { login: string } }
    expect(user.profile.login).toBe(login('Head of IT'))
    expect(tokens.claims()?.sub).toBe(user.id)
    expect(user.id).toMatch(/^00u[0-9A-Za-z]{17}$/)
  })

  test('without PKCE, with another redirect or for nobody there is no code', async () => {
    const base = `${okta.url}/oauth2/v1/authorize?client_id=dex&response_type=code&scope=openid`
    const callback = client.redirectUris[0] as string
    const noPkce = await walk(`${base}&redirect_uri=${encodeURIComponent(callback)}`, callback)
    expect(noPkce.url).toContain('error=invalid_request')
    const elsewhere = await walk(`${base}&redirect_uri=http://127.0.0.1:9/evil`, 'http://127.0.0.1:9/evil')
    expect(elsewhere.status).toBe(400)
    await expect(delegate(okta.url, 'nobody@acme.example')).rejects.toMatchObject({ error: 'access_denied' })
  })

  test('a used refresh token ends the whole delegation', async () => {
    const { configuration, tokens } = await delegate(okta.url, login('Identity Lead'))
    const first = tokens.refresh_token as string
    const next = await openid.refreshTokenGrant(configuration, first)
    expect((await me(next.access_token)).status).toBe(200)
    await expect(openid.refreshTokenGrant(configuration, first)).rejects.toMatchObject({
      error: 'invalid_grant',
    })
    expect((await me(next.access_token)).status).toBe(401)
    await expect(openid.refreshTokenGrant(configuration, next.refresh_token as string)).rejects.toMatchObject(
      {
        error: 'invalid_grant',
      },
    )
  })

  test('without rotation the refresh token stays', async () => {
    const still = await createOkta({ port: 0, company, clients: [client] })
    try {
      const { configuration, tokens } = await delegate(still.url, login('Head of IT'))
      const first = tokens.refresh_token as string
      await openid.refreshTokenGrant(configuration, first)
      expect((await openid.refreshTokenGrant(configuration, first)).access_token).toBeTruthy()
    } finally {
      await still.close()
    }
  })

  test('revoking the refresh token kills its access token and no other delegation', async () => {
    const kept = await delegate(okta.url, login('Head of IT'))
    const gone = await delegate(okta.url, login('Head of IT'))
    await openid.tokenRevocation(gone.configuration, gone.tokens.refresh_token as string)
    const refused = await me(gone.bearer)
    expect(refused.status).toBe(401)
    expect(await refused.json()).toMatchObject({ errorCode: 'E0000011' })
    expect((await me(kept.bearer)).status).toBe(200)
  })

  test('a person chooses on a page that lists who can sign in', async () => {
    const configuration = await configurationOf(okta.url)
    const start = openid.buildAuthorizationUrl(configuration, {
      redirect_uri: client.redirectUris[0] as string,
      scope: 'openid',
      code_challenge: await openid.calculatePKCECodeChallenge(openid.randomPKCECodeVerifier()),
      code_challenge_method: 'S256',
      login_hint: login('Head of IT'),
    })
    const shown = await walk(start.href, client.redirectUris[0] as string)
    expect(shown.status).toBe(200)
    expect(shown.body).toContain(login('Service Desk Lead'))
    expect(shown.body).toContain('<form method="post">')
    const locked = company.accounts.find((account) => account.status === 'LOCKED_OUT')?.login ?? ''
    expect(shown.body).not.toContain(locked)
    const chosen = await walk(start.href, client.redirectUris[0] as string, login('Service Desk Lead'))
    expect(new URL(chosen.url).searchParams.get('code')).toBeTruthy()
  })
})
