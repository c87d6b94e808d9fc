import { randomBytes } from 'node:crypto'
import { resolve } from 'node:path'
import { DexError } from '#contract/error.ts'
import { TenantId } from '#contract/ids.ts'
import { newSourceId } from '#contract/new-id.ts'
import { refuseSandboxIssuers } from '#process/configuration/issuers.ts'
import { readConfiguration } from '#process/configuration/read.ts'
import { createDatabase } from '#store/database.ts'
import { adminUrlOf } from '../admin-database.ts'
import type { Run } from '../command.ts'
import { makeTenantKeys } from '../key/make-keys.ts'
import { remoteOf } from '../key/open-places.ts'
import { placesOf } from '../up/places.ts'
import { createTenant } from './create.ts'
import { readyNamespace } from '../ready-namespace.ts'
import { withTemporalAddress } from '../temporal-address.ts'
import { assertOwnNamespace } from './own-namespace.ts'
import { given, platformsFrom } from './platforms-from.ts'
import type { TenantOptions } from './options.ts'

export interface MadeTenant {
  tenant: string
  /** Its own, or null. */
  namespace: string | null
  /** Path of its sign-in, for its people; `dex login --sign-in` takes the id in it. */
  signIn: string
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
  const configuration = readConfiguration('dex', { ...io.env, DEX_DATA: directory })
  const { profile } = configuration
  const parsed = TenantId.safeParse(name)
  if (!parsed.success)
    throw new DexError('usage', `\`${name}\` is not a tenant's name: lower-case letters, digits, dashes`)
  const tenant = parsed.data
  const clientSecret = given('DEX_TENANT_CLIENT_SECRET', configuration.tenantClientSecret)
  const platforms = platformsFrom(options, configuration)
  refuseSandboxIssuers(profile, [options.issuer, ...platforms.map((each) => each.issuer ?? each.origin)])
  const { namespace = null } = options
  if (namespace !== null) assertOwnNamespace(namespace, configuration)
  const adminUrl = await adminUrlOf(directory, io.env)

  if (namespace !== null) {
    const service = await withTemporalAddress(directory, configuration)
    await readyNamespace(service, namespace, configuration.historyRetentionMs)
  }
  const places = placesOf(directory)
  const keys = await makeTenantKeys(places, profile, tenant, remoteOf(configuration))
  const source = newSourceId()
  const secret = `whsec_${randomBytes(32).toString('base64')}`
  const group = `okta:${options.adminGroup}`
  const database = createDatabase({ url: adminUrl, applicationName: 'dex-tenant', connectionsMax: 1 })
  try {
    const signIn = await createTenant(database, keys, {
      tenant,
      namespace,
      settings: {
        identitySource: 'okta',
        zone: options.zone,
        roleGroups: { 'it-admin': [group] },
        defaultApprovers: { role: 'it-admin' },
        owners: options.owner.map(qualified),
        labels: Object.fromEntries(options.breakGlass.map((id) => [qualified(id), ['break-glass']])),
        bounds: { turns: 20, denials: 5, tokens: 500_000, hours: 72 },
        remindAfterSeconds: 3_600,
      },
      identityProvider: {
        issuer: options.issuer,
        clientId: options.client,
        cliClientId: options.cliClient,
        clientSecret,
        mfa: { amr: ['mfa'], acr: options.acr },
        groupRoles: { [options.adminGroupName]: ['admin', 'approver'] },
      },
      platforms,
      sources: [{ source, kind: 'tickets', impersonal: false, secret, sender: null }],
    })
    if (signIn === null)
      throw new DexError(
        'input_invalid',
        namespace === null
          ? `the tenant \`${tenant}\` exists`
          : `the tenant \`${tenant}\`, or another one in \`${namespace}\`, exists`,
        { mend: 'choose another name' },
      )
    return {
      tenant,
      namespace,
      signIn: `/auth/login?signIn=${signIn}`,
      hook: `/hooks/tickets/${source}`,
      secret,
    }
  } finally {
    await database.close()
  }
}

/** `okta` where no platform is said: the identity source. */
const qualified = (id: string): string => (id.includes(':') ? id : `okta:${id}`)
