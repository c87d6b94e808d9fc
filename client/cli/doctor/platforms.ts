import type { TenantId } from '#contract/ids.ts'
import { type DeclaredFacts, type FactSource, untrustedFacts } from '#contract/self-set-facts.ts'
import { issuerOf } from '#delegation/index.ts'
import { listConnections } from '#store/connections.ts'
import type { Database } from '#store/database.ts'
import { listFactSources } from '#store/fact-sources.ts'
import { clientOf, listPlatforms, type PlatformRow } from '#store/identity.ts'
import type { TenantSettings } from '#store/schema.ts'
import { discoveryFails } from './discovery.ts'
import { bad, type Finding, good, note } from './finding.ts'

/** Each platform of a tenant: whether its authorization server answers, who lent authority there, what is protected. */
export async function examinePlatforms(
  database: Database,
  tenant: TenantId,
  settings: TenantSettings,
): Promise<Finding[]> {
  const { platforms, connections, sources } = await database.transaction(tenant, async (tx) => ({
    platforms: await listPlatforms(tenant, tx),
    connections: await listConnections(tenant, tx),
    sources: await listFactSources(tenant, tx),
  }))
  const someNamed = Object.values(settings.labels).some((labels) => labels.includes('break-glass'))
  const unnamed = bad(
    `break-glass of ${tenant}`,
    null,
    'no break-glass account is named anywhere: nothing keeps Dex from the last way in',
    'name at least one on each platform: dex tenant create --break-glass PLATFORM:ID',
  )
  const found = await Promise.all(
    platforms.map((row) =>
      examinePlatform(
        tenant,
        row,
        settings,
        connections.filter((each) => each.platform === row.platform).map((each) => each.kind),
      ),
    ),
  )
  const facts = sources.flatMap((each) => factsFrom(tenant, each, settings.declaredFacts))
  return [...(someNamed || platforms.length === 0 ? [] : [unnamed]), ...found, ...facts]
}

/** A fact that people write themselves is none, nor is one of which nobody can tell: every rule that reads it denies (T10). */
function factsFrom(tenant: TenantId, source: FactSource, declared?: DeclaredFacts): Finding[] {
  const { platform, told } = source
  const part = `facts from ${platform} of ${tenant}`
  const untrusted = untrustedFacts(source, declared).join(', ')
  if (told !== null)
    return untrusted === ''
      ? []
      : [
          bad(
            part,
            null,
            `people can set their own ${untrusted} there: rules that read it deny`,
            `make it read-only for users in the profile schema of ${platform}`,
          ),
        ]
  if (untrusted === '')
    return [good(part, 'declared by the operator', 'the platform does not tell what people can set')]
  return [
    note(
      part,
      null,
      `it does not tell whether people can set their own ${untrusted}: rules that read it deny`,
      `see there that they cannot, then: dex tenant declare-facts ${tenant} ${platform}:${untrusted}`,
    ),
  ]
}

async function examinePlatform(
  tenant: TenantId,
  row: PlatformRow,
  settings: TenantSettings,
  kinds: readonly string[],
): Promise<Finding> {
  const { platform, origin } = row
  const part = `${platform} of ${tenant}`
  const unanswered = await discoveryFails(issuerOf(clientOf(row)))
  if (unanswered !== null) {
    return bad(part, origin, `its authorization server does not answer: ${unanswered}`, 'see its address')
  }
  const connect = (kind: string) => `dex connection connect ${platform} --kind ${kind}`
  const isSource = settings.identitySource === platform
  if (!kinds.includes('investigate')) {
    const problem = 'nobody has granted an investigating delegation: nothing is looked up or decided there'
    return (isSource ? bad : note)(
      part,
      origin,
      problem,
      `as somebody who may read roles: ${connect('investigate')}`,
    )
  }
  if (!kinds.includes('admin')) {
    return note(part, origin, 'no approver has connected: nothing can be approved there', connect('admin'))
  }
  const named = Object.entries(settings.labels).some(
    ([account, labels]) => account.startsWith(`${platform}:`) && labels.includes('break-glass'),
  )
  if (!named) {
    const mend = `name one: dex tenant create --break-glass ${platform}:ID`
    return bad(
      part,
      origin,
      'no break-glass account is named there: nothing keeps Dex from the last way in',
      mend,
    )
  }
  return good(part, `${kinds.filter((kind) => kind === 'admin').length} approvers`, origin)
}
