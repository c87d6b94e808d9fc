import { describe, expect, it } from 'vitest'
import { catalog } from '#catalog/index.ts'
import { createConnectors } from '#connectors/index.ts'
import { createEgress } from '#egress/egress.ts'
import { asking, readOnly } from './read-only.ts'
import { type LivePlatform, livePlatforms, tenantOf } from './tenants.ts'

/** Reads about one person, by their own id, that every tenant can answer. */
const reads: Readonly<Record<LivePlatform, readonly string[]>> = {
  okta: ['okta.user.get', 'okta.user.list_groups', 'okta.user.list_factors', 'okta.user.list_apps'],
  microsoft: [
    'microsoft.user.get',
    'microsoft.user.list_groups',
    'microsoft.user.list_roles',
    'microsoft.user.list_auth_methods',
    'microsoft.license.list',
  ],
  google: ['google.user.get', 'google.user.list_groups', 'google.user.list_tokens', 'google.device.list'],
}

const tenants = livePlatforms.flatMap((platform) => {
  const tenant = tenantOf(platform, process.env)
  return tenant === null ? [] : [{ platform, tenant }]
})

it('has a tenant to ask', () => {
  expect(
    tenants.length,
    'set DEX_LIVE_OKTA_TOKEN, _PERSON, _ORIGIN, or those of MICROSOFT or GOOGLE',
  ).toBeGreaterThan(0)
})

describe.each(tenants)('$platform', ({ platform, tenant }) => {
  const fetchFor = readOnly(createEgress({ profile: 'production' }).forOrigin)
  const connectors = createConnectors({ fetchFor, clock: Date.now })
  const resolver = connectors.resolverFor(platform)
  const ask = asking(connectors, tenant)
  const soon = () => AbortSignal.timeout(60_000)

  it('finds the person by their address, and resolves them by id', async () => {
    const found = await resolver?.findByEmail(tenant.person, tenant, soon())
    expect(found).toMatchObject({ platform, type: 'user' })
    const resolved = await resolver?.resolve('user', found?.id ?? '', tenant, soon())
    expect(resolved?.id).toBe(found?.id)
  })

  it.each(reads[platform])('%s', async (name) => {
    const found = await resolver?.findByEmail(tenant.person, tenant, soon())
    const { fields, requestId } = await ask(name, found?.id ?? '')
    expect(catalog.get(name)?.returns.safeParse(fields).success).toBe(true)
    expect(requestId === null || requestId.length > 0).toBe(true)
  })

  it('knows nobody by an id that nobody has', async () => {
    const nobody = {
      okta: '00uZZZZZZZZZZZZZZZZZ',
      microsoft: '00000000-0000-4000-8000-000000000000',
      google: '199999999999999999999',
    }
    expect(await resolver?.resolve('user', nobody[platform], tenant, soon())).toBeNull()
  })
})
