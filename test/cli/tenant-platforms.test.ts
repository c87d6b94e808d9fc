import { expect, test } from 'vitest'
import type { TenantOptions } from '#client/cli/tenant/options.ts'
import { platformsFrom } from '#client/cli/tenant/platforms-from.ts'

const issuer = 'https://login.microsoftonline.com/0b9ac2c3-7a0d-4e0e-9d9c-3f1f6d2b7a11/v2.0'
const secrets = {
  tenantOktaSecret: 'okta-secret',
  tenantMicrosoftSecret: 'microsoft-secret',
  tenantGoogleSecret: 'google-secret',
  tenantScimSecret: null,
}
const options: TenantOptions = {
  issuer: 'https://acme.okta.com',
  client: 'console',
  cliClient: 'cli',
  okta: 'https://acme.okta.com/admin',
  oktaClient: '0oa',
  microsoftApi: 'https://graph.microsoft.com',
  googleApi: 'https://admin.googleapis.com',
  zone: 'UTC',
  adminGroup: '00g',
  adminGroupName: 'admins',
  acr: [],
  owner: [],
  breakGlass: [],
}
const of = (more: Partial<TenantOptions>) => () => platformsFrom({ ...options, ...more }, secrets)

test('Okta alone, unless more is named', () => {
  expect(of({})()).toEqual([
    { platform: 'okta', origin: 'https://acme.okta.com', clientId: '0oa', clientSecret: 'okta-secret' },
  ])
})

test('Microsoft by one tenant’s issuer, Google by its domain, each with its own secret', () => {
  const more = { microsoft: issuer, microsoftClient: 'm', google: 'acme.com', googleClient: 'g' }
  expect(of(more)().slice(1)).toEqual([
    {
      platform: 'microsoft',
      origin: 'https://graph.microsoft.com',
      issuer,
      clientId: 'm',
      clientSecret: 'microsoft-secret',
    },
    {
      platform: 'google',
      origin: 'https://admin.googleapis.com',
      hostedDomain: 'acme.com',
      clientId: 'g',
      clientSecret: 'google-secret',
    },
  ])
})

test.each<[string, Partial<TenantOptions>, string]>([
  ['a platform without its client', { google: 'acme.com' }, 'go together'],
  ['a client without its platform', { microsoftClient: 'm' }, 'go together'],
  [
    'an issuer that takes anybody’s accounts',
    { microsoft: 'https://login.microsoftonline.com/organizations/v2.0', microsoftClient: 'm' },
    'one Entra tenant',
  ],
  ['an address for a domain', { google: 'https://acme.com', googleClient: 'g' }, 'not a domain'],
  ['no address', { okta: 'acme' }, 'not an address'],
  ['a secret that is not set', { scim: 'https://scim.acme.com', scimClient: 's' }, 'DEX_TENANT_SCIM_SECRET'],
])('refuses %s', (_name, more, said) => {
  expect(of(more)).toThrow(expect.objectContaining({ code: 'usage', message: expect.stringContaining(said) }))
})
