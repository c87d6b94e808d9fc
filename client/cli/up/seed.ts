import { TenantId } from '#contract/ids.ts'
import type { Database } from '#store/database.ts'
import { findInForce } from '#store/bundles.ts'
import type { TenantSettings } from '#store/schema.ts'
import type { RemoteKeys } from '#vault/remote-keys.ts'
import { makeTenantKeys } from '../key/make-keys.ts'
import { publishOperatorDirectory } from '#client/cli/policy/publish-operator.ts'
import { createTenant, type NewTenant } from '../tenant/create.ts'
import type { NewPlatform } from '../tenant/new-platform.ts'
import { type Places, programs } from './places.ts'
import type { SandboxReady } from './sandbox.ts'
import type { Secrets } from './secrets.ts'

export const sandboxTenant = TenantId.parse('acme')

/** Group at the company's identity provider → roles in Dex. */
const groupRoles: Readonly<Record<string, string[]>> = {
  'it-admins': ['admin'],
  'security-admins': ['approver'],
  operators: ['operator'],
  auditors: ['auditor'],
}

/** The roles that somebody of these groups has in Dex. */
export function dexRolesOf(groups: readonly string[]): string[] {
  const roles = groups.flatMap((group) => groupRoles[group] ?? [])
  return roles.length > 0 ? roles : ['employee']
}

/** Makes the sandbox's company a tenant, with its keys and secrets; a tenant that stands stays as it is. */
export async function seedTenant(
  database: Database,
  options: {
    places: Places
    secrets: Secrets
    sandbox: SandboxReady
    remote: RemoteKeys
    remindAfterSeconds: number
  },
): Promise<boolean> {
  const { places, secrets, sandbox, remote } = options
  const tenant = sandboxTenant
  const keys = await makeTenantKeys(places, 'sandbox', tenant, remote)
  const made = await createTenant(database, keys, {
    tenant,
    namespace: null,
    settings: settingsOf(sandbox, options.remindAfterSeconds),
    identityProvider: {
      issuer: sandbox.urls.idp,
      clientId: sandbox.clients.console,
      cliClientId: sandbox.clients.cli,
      clientSecret: secrets.consoleClientSecret,
      groupRoles,
    },
    platforms: platformsOf(sandbox, secrets),
    sources: [sourceOf(secrets, sandbox)],
  })
  return made !== null
}

/** Those that the seeded admins connect; the directory that speaks SCIM waits for whoever wants it. */
export const connectedPlatforms = ['okta', 'microsoft', 'google'] as const

const platformsOf = ({ urls, clients, issuers, company }: SandboxReady, secrets: Secrets): NewPlatform[] => [
  {
    platform: 'okta',
    origin: urls.okta,
    clientId: clients.okta,
    clientSecret: secrets.oktaClientSecret,
  },
  {
    platform: 'microsoft',
    origin: urls.microsoft,
    issuer: issuers.microsoft,
    clientId: clients.microsoft,
    clientSecret: secrets.microsoftClientSecret,
  },
  {
    platform: 'google',
    origin: urls.google,
    hostedDomain: company.domain,
    clientId: clients.google,
    clientSecret: secrets.googleClientSecret,
  },
  {
    platform: 'scim',
    origin: urls.scim,
    clientId: clients.scim,
    clientSecret: secrets.scimClientSecret,
  },
]

const sourceOf = (secrets: Secrets, sandbox: SandboxReady): NewTenant['sources'][number] => ({
  source: secrets.source,
  kind: 'tickets',
  impersonal: true,
  secret: secrets.hookSecret,
  sender: { kind: 'desk', origin: sandbox.urls.desk, token: secrets.deskToken },
})

const accountsOf = (one: { oktaId: string; microsoftId: string; googleId: string }): string[] => [
  `okta:${one.oktaId}`,
  `microsoft:${one.microsoftId}`,
  `google:${one.googleId}`,
]

function settingsOf(sandbox: SandboxReady, remindAfterSeconds: number): TenantSettings {
  const group = (name: string): string[] =>
    sandbox.groups.filter((each) => each.name === name).map((each) => `okta:${each.oktaId}`)
  const labelOf = { break_glass: 'break-glass', service: 'service' } as const
  return {
    identitySource: 'okta',
    zone: 'Europe/Berlin',
    roleGroups: { 'it-admin': group('it-admins'), 'security-admin': group('security-admins') },
    defaultApprovers: { role: 'it-admin' },
    owners: sandbox.people.filter((person) => person.oktaRoles.includes('SUPER_ADMIN')).flatMap(accountsOf),
    labels: Object.fromEntries(
      sandbox.accounts.flatMap((account) => accountsOf(account).map((id) => [id, [labelOf[account.kind]]])),
    ),
    bounds: { turns: 20, denials: 5, tokens: 500_000, hours: 72 },
    remindAfterSeconds,
    // Of the sandbox's own directories it is known.
    declaredFacts: { google: ['department'], scim: ['department'] },
  }
}

/** The bundle that comes with the sandbox, or another directory's, unless one is in force. Null: one was. */
export async function seedBundle(database: Database, directory: string | null): Promise<string | null> {
  const inForce = await database.transaction(sandboxTenant, (tx) => findInForce(sandboxTenant, tx))
  if (inForce.operator !== null) return null
  const published = await publishOperatorDirectory(
    database,
    directory ?? programs.sandboxPolicy,
    'first start',
  )
  return published.digest
}
