import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { catalog } from '#catalog/index.ts'
import { scopesFor } from '#delegation/index.ts'
import { createCompany } from '#sandbox/company/company.ts'
import { createGoogle } from '#sandbox/google/google.ts'
import { googleScopes } from '#sandbox/google/oauth.ts'
import { createMicrosoft } from '#sandbox/microsoft/microsoft.ts'
import { graphScopes } from '#sandbox/microsoft/oauth.ts'
import { oktaScopes } from '#sandbox/okta/oauth.ts'
import { createOkta } from '#sandbox/okta/okta.ts'
import { createScim } from '#sandbox/scim/scim.ts'

interface StandIn {
  url: string
  /** Where its authorization server has it, when not at its origin. */
  issuer?: string
  close(): Promise<void>
}

const company = createCompany()

/** A section of docs/fidelity.md each. */
const platforms: Readonly<Record<string, () => Promise<StandIn>>> = {
  Okta: () => createOkta({ port: 0, company, clients: [] }),
  Microsoft: () => createMicrosoft({ port: 0, company, clients: [] }),
  Google: () => createGoogle({ port: 0, company, clients: [] }),
  SCIM: () => createScim({ port: 0, company }),
}

const page = readFileSync(new URL('../../docs/fidelity.md', import.meta.url), 'utf8')
const sections = new Map(
  page
    .split(/^## /m)
    .slice(1)
    .map((section) => [section.split('\n', 1)[0] ?? '', section]),
)
const rowsOf = (section: string, pattern: RegExp): string[] =>
  [...section.matchAll(/^\| `([^`]+)` \|/gm)].map((row) => row[1] ?? '').filter((row) => pattern.test(row))

test.each(Object.entries(platforms))(
  '%s: every route has its row, and every row its route',
  async (name, start) => {
    const section = sections.get(name) ?? ''
    await using platform = disposable(await start())
    const { routes } = await get<{ routes: string[] }>(`${platform.url}/_sandbox/routes`)
    const own = routes.filter((route) => !/^\S+ \/(_sandbox|signin)\//.test(route))
    expect(rowsOf(section, /^[A-Z]+ \//).sort()).toEqual(own.sort())
  },
)

test.each(Object.entries(platforms))('%s: so has its authorization server', async (name, start) => {
  const section = sections.get(name) ?? ''
  await using platform = disposable(await start())
  const issuer = platform.issuer ?? platform.url
  const discovery = await get<Record<string, unknown>>(`${issuer}/.well-known/openid-configuration`)
  const endpoints = Object.entries(discovery)
    .filter(([key]) => /_(endpoint|uri)$/.test(key))
    .map(([, url]) => new URL(String(url)).pathname.replace(/^\/[0-9a-f-]{36}\//, '/:tenant/'))
  expect(rowsOf(section, /^\//).sort()).toEqual(endpoints.sort())
})

test.each(Object.entries({ okta: oktaScopes, microsoft: graphScopes, google: googleScopes }))(
  '%s: what connections ask for is granted, and nothing that none asks for',
  (name, granted) => {
    const kinds = ['admin', 'investigate', 'own'] as const
    const asked = kinds.flatMap((kind) => scopesFor(name, kind, catalog.values()))
    const always = ['openid', 'offline_access', 'profile', 'email']
    const beyond = (scopes: readonly string[]) =>
      [...new Set(scopes)].filter((scope) => !always.includes(scope)).toSorted()
    expect(beyond(granted)).toEqual(beyond(asked))
  },
)

test('no section is about a platform that is not held against it', () => {
  expect([...sections.keys()].filter((name) => !Object.hasOwn(platforms, name))).toEqual([])
})

const disposable = <Held extends StandIn>(held: Held) => ({
  ...held,
  [Symbol.asyncDispose]: () => held.close(),
})

async function get<Body>(url: string): Promise<Body> {
  const response = await fetch(url)
  expect(response.status).toBe(200)
  return (await response.json()) as Body
}
