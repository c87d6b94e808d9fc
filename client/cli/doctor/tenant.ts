import { findInForce } from '#store/bundles.ts'
import type { Database } from '#store/database.ts'
import { findIdentityProvider } from '#store/identity.ts'
import { findSettings, type TenantRow } from '#store/tenants.ts'
import { discoveryFails } from './discovery.ts'
import { bad, type Finding, good } from './finding.ts'
import { examinePlatforms } from './platforms.ts'

/** What one tenant needs to be safe, and whether its people can sign in. */
export async function examineTenant(
  database: Database,
  { tenant, signIn }: TenantRow,
  where: string,
): Promise<Finding[]> {
  const { settings, bundles, provider } = await database.transaction(tenant, async (tx) => ({
    settings: await findSettings(tenant, tx),
    bundles: await findInForce(tenant, tx),
    provider: await findIdentityProvider(tenant, tx),
  }))
  const labels = Object.values(settings?.labels ?? {}).flat()
  return [
    rules(`tenant ${tenant}`, where, labels, bundles.operator),
    await examineSignIn(`sign-in of ${tenant}`, signIn, provider?.issuer ?? null),
    ...(settings ? await examinePlatforms(database, tenant, settings) : []),
  ]
}

function rules(part: string, where: string, labels: readonly string[], bundle: string | null): Finding {
  if (!labels.includes('break-glass')) {
    const mend = 'name one: dex tenant create --break-glass'
    return bad(part, where, 'no break-glass account is named', mend)
  }
  if (bundle === null) {
    return bad(part, where, 'no policy is in force', 'publish one: dex policy publish DIR --owner')
  }
  return good(part, bundle.slice(0, 19), where)
}

async function examineSignIn(part: string, id: string, issuer: string | null): Promise<Finding> {
  if (issuer === null) {
    return bad(part, null, 'there is no identity provider', 'name one: dex tenant create --issuer')
  }
  const unanswered = await discoveryFails(issuer)
  if (unanswered === null) return good(part, id, issuer)
  const mend = 'start it, or see the address: until then nobody can sign in, and so nobody can approve'
  return bad(part, issuer, `the identity provider does not answer: ${unanswered}`, mend)
}
