import { describe, expect, it } from 'vitest'
import { createEgress } from '#egress/egress.ts'
import { asksTenant } from './suite.ts'
import { livePlatforms, tenantOf } from './tenants.ts'

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
  asksTenant(platform, () => tenant, createEgress({ profile: 'production' }).forOrigin)
})
