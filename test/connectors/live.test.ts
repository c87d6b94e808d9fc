import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createConnectors } from '#connectors/index.ts'
import { asking, readOnly } from '../live/read-only.ts'
import { asksTenant } from '../live/suite.ts'
import { type LivePlatform, type Tenant, tenantOf } from '../live/tenants.ts'
import { sandboxGoogle } from './google/support/sandbox-google.ts'
import { sandboxMicrosoft } from './microsoft/sandbox-microsoft.ts'
import { sandboxFetchFor } from './support/fetch-for.ts'
import { sandboxOkta } from './support/sandbox-okta.ts'
import type { StandIn } from './support/stand-in.ts'

it('no tenant is asked that nobody gave, and a part of one is refused', () => {
  expect(tenantOf('okta', {})).toBeNull()
  expect(() => tenantOf('okta', { DEX_LIVE_OKTA_TOKEN: 'x' })).toThrow(
    /DEX_LIVE_OKTA_ORIGIN.*DEX_LIVE_OKTA_PERSON/,
  )
  expect(() =>
    tenantOf('okta', {
      DEX_LIVE_OKTA_TOKEN: 'x',
      DEX_LIVE_OKTA_PERSON: 'a@b.example',
      DEX_LIVE_OKTA_ORIGIN: 'http://acme.okta.com',
    }),
  ).toThrow(/DEX_LIVE_OKTA_ORIGIN/)
  expect(
    tenantOf('google', { DEX_LIVE_GOOGLE_TOKEN: 'x', DEX_LIVE_GOOGLE_PERSON: 'a@b.example' }),
  ).toMatchObject({
    origin: 'https://admin.googleapis.com',
  })
})

it('the live suite reads, and cannot write', async () => {
  const okta = await sandboxOkta()
  try {
    const credential = await okta.credential(okta.person('Head of IT').login)
    const connectors = createConnectors({ fetchFor: readOnly(sandboxFetchFor), clock: Date.now })
    const { id } = okta.person('Accountant')
    expect((await asking(connectors, credential)('okta.user.get', id)).fields).toMatchObject({ id })
    await expect(asking(connectors, credential)('okta.user.suspend', id)).rejects.toThrow(
      '`okta.user.suspend` writes',
    )
    const send = readOnly(sandboxFetchFor)(okta.url)
    for (const method of ['POST', 'PUT', 'PATCH', 'DELETE'])
      await expect(send(`${okta.url}/api/v1/users/${id}`, { method })).rejects.toThrow(
        `\`${method}\` is no read`,
      )
    expect(await okta.journal()).toEqual([])
  } finally {
    await okta.close()
  }
})

describe.each<[LivePlatform, () => Promise<StandIn>]>([
  ['okta', sandboxOkta],
  ['microsoft', sandboxMicrosoft],
  ['google', sandboxGoogle],
])('the live suite, asked of the emulated %s', (platform, start) => {
  let emulated: StandIn
  let tenant: Tenant
  beforeAll(async () => {
    emulated = await start()
    tenant = { ...(await emulated.as('Head of IT')), person: emulated.person('Accountant').login }
  })
  afterAll(() => emulated.close())
  asksTenant(platform, () => tenant, sandboxFetchFor)
})
