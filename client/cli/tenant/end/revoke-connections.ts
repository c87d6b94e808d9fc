import type { ConnectionId, TenantId } from '#contract/ids.ts'
import { createDelegation } from '#delegation/index.ts'
import { DexError } from '#contract/error.ts'
import { createEgress } from '#egress/egress.ts'
import type { Configuration } from '#process/configuration/read.ts'
import { createConnectionStore, listConnections, listEnding } from '#store/connections.ts'
import type { Database } from '#store/database.ts'
import { clientOf, findPlatformClient } from '#store/identity.ts'
import { open, openText, seal } from '#vault/envelope.ts'
import type { RoleKeys } from '#vault/role-keys.ts'

export interface RevokedConnection {
  id: string
  platform: string
  /** Whether the vendor said that it ended its side; ours is destroyed either way. */
  atPlatform: boolean
}

/** Each delegation that stands, through the one revoke function; the key that opens the tokens must still be there. */
export async function revokeConnections(
  database: Database,
  tenant: TenantId,
  keys: RoleKeys<'connection' | 'channel'>,
  configuration: Configuration<'dex'>,
): Promise<RevokedConnection[]> {
  const { profile, egressPrivateOrigins: privateOrigins } = configuration
  const egress = createEgress({ profile, privateOrigins })
  const key = () => keys.get(tenant, 'connection')
  const delegation = createDelegation({
    store: createConnectionStore(database, database, Date.now),
    sealer: {
      seal: async (_, row, field, bytes) =>
        seal(await key(), bytes, { tenant, table: 'connections', row, field }),
      open: async (_, row, field, sealed) =>
        open([await key()], sealed, { tenant, table: 'connections', row, field }),
    },
    async clientFor(_, platform) {
      const row = await database.read(tenant, (tx) => findPlatformClient(tenant, tx, platform))
      if (!row) throw new DexError('not_found', `${platform} is not connected to this tenant`)
      const place = { tenant, table: 'platform_clients', row: platform, field: 'sealed_secret' }
      return { ...clientOf(row), clientSecret: openText([await key()], row.sealed_secret, place) }
    },
    fetchFor: egress.forOrigin,
    allowHttp: profile === 'sandbox',
    clock: Date.now,
  })
  try {
    const standing = await database.read(tenant, async (tx) => [
      ...(await listConnections(tenant, tx)),
      ...(await listEnding(tenant, tx)),
    ])
    const revoked: RevokedConnection[] = []
    for (const { id, platform } of standing) {
      revoked.push({ id, platform, ...(await delegation.revoke(tenant, id as ConnectionId)) })
    }
    return revoked
  } finally {
    await egress.close()
  }
}
