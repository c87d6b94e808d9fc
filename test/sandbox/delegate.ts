import * as openid from 'openid-client'
import { walk } from './browser.ts'

const redirectUri = 'http://127.0.0.1:9/connect/okta/callback'
export const client = { id: 'dex', secret: 'a-secret-of-the-test-only', redirectUris: [redirectUri] }

export const everyScope = [
  'openid',
  'offline_access',
  'okta.users.read',
  'okta.users.manage',
  'okta.groups.read',
  'okta.groups.manage',
  'okta.roles.read',
  'okta.logs.read',
  'okta.apps.manage',
].join(' ')

export async function configurationOf(issuer: string, clientId = client.id, secret = client.secret) {
  return openid.discovery(new URL(issuer), clientId, undefined, openid.ClientSecretBasic(secret), {
    execute: [openid.allowInsecureRequests],
  })
}

/** Authorization code with PKCE, as the named person, without a page. */
export async function delegate(issuer: string, login: string, scope = everyScope) {
  const configuration = await configurationOf(issuer)
  const verifier = openid.randomPKCECodeVerifier()
  const state = openid.randomState()
  const start = openid.buildAuthorizationUrl(configuration, {
    redirect_uri: redirectUri,
    scope,
    state,
    code_challenge: await openid.calculatePKCECodeChallenge(verifier),
    code_challenge_method: 'S256',
    login_hint: login,
    acr_values: 'urn:sandbox:unattended',
  })
  const end = await walk(start.href, redirectUri)
  const tokens = await openid.authorizationCodeGrant(configuration, new URL(end.url), {
    pkceCodeVerifier: verifier,
    expectedState: state,
  })
  return { configuration, tokens, bearer: tokens.access_token }
}
