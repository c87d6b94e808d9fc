import { randomBytes } from 'node:crypto'
import { resolve } from 'node:path'
import { DexError } from '#contract/error.ts'
import { TenantId } from '#contract/ids.ts'
import { newSourceId } from '#contract/new-id.ts'
import { refuseSandboxIssuers } from '#process/configuration/issuers.ts'
import { readConfiguration } from '#process/configuration/read.ts'
import { createDatabase } from '#store/database.ts'
import { apiPurposes, createRoleKeys, gatePurposes } from '#vault/role-keys.ts'
import { adminUrlOf } from '../admin-database.ts'
import type { Run } from '../command.ts'
import { makeTenantKeys } from '../key/make-keys.ts'
import { placesOf } from '../up/places.ts'
import { createTenant } from './create.ts'
import type { TenantOptions } from './commands.ts'

export interface MadeTenant {
  tenant: string
  /** Path of its ticket door. */
  hook: string
  /** Shown this once. */
  secret: string
}

/** Keys first, then the rows; `usage` for what is malformed, `input_invalid` for a name that is taken. */
export async function createTenantFrom(
  { io, data }: Run,
  name: string,
  options: TenantOptions,
): Promise<MadeTenant> {
  const directory = resolve(data)
  const { profile, tenantClientSecret, tenantOktaSecret } = readConfiguration('dex', {
    ...io.env,
    DEX_DATA: directory,
  })
  const parsed = TenantId.safeParse(name)
  if (!parsed.success)
    throw new DexError('usage', `\`${name}\` is not a tenant's name: lower-case letters, digits, dashes`)
  const tenant = parsed.data
  refuseSandboxIssuers(profile, [options.issuer, options.okta])
  const clientSecret = given('DEX_TENANT_CLIENT_SECRET', tenantClientSecret)
  const oktaSecret = given('DEX_TENANT_OKTA_SECRET', tenantOktaSecret)
  const adminUrl = await adminUrlOf(directory, io.env)

  const places = placesOf(directory)
  await makeTenantKeys(places, profile, tenant)
  const api = createRoleKeys({ directory: places.keysApi, purposes: apiPurposes, profile })
  const gate = createRoleKeys({ directory: places.keysGate, purposes: gatePurposes, profile })
  const keys = {
    door: await api.get(tenant, 'door'),
    connection: await gate.get(tenant, 'connection'),
    channel: await gate.get(tenant, 'channel'),
  }
  const source = newSourceId()
  const secret = `whsec_${randomBytes(32).toString('base64')}`
  const group = `okta:${options.adminGroup}`
  const database = createDatabase({ url: adminUrl, applicationName: 'dex-tenant', connectionsMax: 1 })
  try {
    const made = await createTenant(database, keys, {
      tenant,
      settings: {
        identitySource: 'okta',
        zone: options.zone,
        roleGroups: { 'it-admin': [group] },
        defaultApprovers: { role: 'it-admin' },
        owners: options.owner.map((id) => `okta:${id}`),
        labels: Object.fromEntries(options.breakGlass.map((id) => [`okta:${id}`, ['break-glass']])),
        bounds: { turns: 20, denials: 5, tokens: 200_000, hours: 72 },
        remindAfterSeconds: 3_600,
      },
      identityProvider: {
        issuer: options.issuer,
        clientId: options.client,
        cliClientId: options.cliClient,
        clientSecret,
        groupRoles: { [options.adminGroupName]: ['admin', 'approver'] },
      },
      platforms: [
        {
          platform: 'okta',
          origin: new URL(options.okta).origin,
          clientId: options.oktaClient,
          clientSecret: oktaSecret,
        },
      ],
      sources: [{ source, kind: 'tickets', impersonal: false, secret, sender: null }],
    })
    if (!made)
      throw new DexError('input_invalid', `the tenant \`${tenant}\` exists`, { mend: 'choose another name' })
  } finally {
    await database.close()
  }
  return { tenant, hook: `/hooks/tickets/${source}`, secret }
}

function given(variable: string, value: string | null): string {
  if (value !== null) return value
  throw new DexError('usage', `${variable} is not set`, {
    mend: 'set it for this command; secrets are no arguments',
  })
}
