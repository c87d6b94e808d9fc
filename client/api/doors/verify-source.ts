import { randomBytes } from 'node:crypto'
import type { FastifyRequest } from 'fastify'
import { verifyStandardWebhook } from '#channels/ticket/verify-standard-webhook.ts'
import { DexError } from '#contract/error.ts'
import type { TenantId } from '#contract/ids.ts'
import { findSource, findSourceTenant } from '#store/sources.ts'
import { listTenants } from '#store/tenants.ts'
import { openText } from '#vault/envelope.ts'
import { keyedHex } from '#vault/hashes.ts'
import type { ApiDeps } from '../deps.ts'

export interface VerifiedSource {
  tenant: TenantId
  source: string
  impersonal: boolean
}

/** An unknown source answers exactly like a bad signature, after the same work. */
export async function verifySource(
  deps: ApiDeps,
  source: string,
  request: FastifyRequest,
  rawBody: Buffer,
): Promise<VerifiedSource> {
  const delivery = { headers: request.headers, rawBody, now: deps.clock() }
  const tenant = await findSourceTenant(deps.database, source)
  request.attempted = tenant
  const row = tenant && (await deps.database.transaction(tenant, (tx) => findSource(tenant, tx, source)))
  if (!tenant || !row) {
    verifyStandardWebhook({ ...delivery, secret: `whsec_${randomBytes(32).toString('base64')}` })
    throw new DexError('signature_invalid')
  }
  const place = { tenant, table: 'sources', row: source, field: 'sealed_secret' }
  const secret = openText([await deps.doorKey(tenant)], row.sealed_secret, place)
  verifyStandardWebhook({ ...delivery, secret })
  const standing = (await listTenants(deps.database)).find((each) => each.tenant === tenant)
  if (standing?.state !== 'active') throw new DexError('tenant_suspended')
  return { tenant, source, impersonal: row.impersonal }
}

/** Part of the workflow's id: the ticket's own id where it is impersonal, else its keyed hash. */
export async function doorKeyOf(
  deps: ApiDeps,
  { tenant, source, impersonal }: VerifiedSource,
  externalId: string,
): Promise<string> {
  if (impersonal && /^[A-Za-z0-9._-]{1,64}$/.test(externalId)) return externalId
  return keyedHex(await deps.keys.tenant(tenant, 'lookup'), `${source}\n${externalId}`)
}
