import { expect, it } from 'vitest'
import { catalog } from '#catalog/index.ts'
import { createConnectors } from '#connectors/index.ts'
import type { FetchFor } from '#contract/fetch.ts'
import { asking, readOnly } from './read-only.ts'
import type { LivePlatform, Tenant } from './tenants.ts'

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
const nobody: Readonly<Record<LivePlatform, string>> = {
  okta: '00uZZZZZZZZZZZZZZZZZ',
  microsoft: '00000000-0000-4000-8000-000000000000',
  google: '199999999999999999999',
}

/** What any tenant of a platform must answer, asked by reads alone. The tenant is asked for when a test runs. */
export function asksTenant(platform: LivePlatform, tenantOf: () => Tenant, fetchFor: FetchFor): void {
  const connectors = createConnectors({ fetchFor: readOnly(fetchFor), clock: Date.now })
  const resolver = connectors.resolverFor(platform)
  const soon = () => AbortSignal.timeout(60_000)
  const person = () => resolver?.findByEmail(tenantOf().person, tenantOf(), soon())

  it('finds the person by their address, and resolves them by id', async () => {
    const found = await person()
    expect(found).toMatchObject({ platform, type: 'user' })
    const resolved = await resolver?.resolve('user', found?.id ?? '', tenantOf(), soon())
    expect(resolved?.id).toBe(found?.id)
  })

  it.each(reads[platform])('%s', async (name) => {
    const found = await person()
    const { fields, requestId } = await asking(connectors, tenantOf())(name, found?.id ?? '')
    expect(catalog.get(name)?.returns.safeParse(fields).success).toBe(true)
    expect(requestId === null || requestId.length > 0).toBe(true)
  })

  it('knows nobody by an id that nobody has', async () => {
    expect(await resolver?.resolve('user', nobody[platform], tenantOf(), soon())).toBeNull()
  })
}
