import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { TenantId } from '#contract/ids.ts'
import type { DataKey } from '#vault/envelope.ts'
import type { RemoteKeys } from '#vault/remote-keys.ts'
import { apiPurposes, createRoleKeys, gatePurposes } from '#vault/role-keys.ts'
import { openSharedKeys } from '#vault/shared-keys.ts'
import { createCheckpointKey } from '#vault/checkpoint-key.ts'
import { createSigningKey } from '#vault/signing.ts'

export interface KeyPlaces {
  keysShared: string
  keysApi: string
  keysGate: string
  keysThink: string
  keysPublic: string
  requestKeys: string
}

export interface MadeKeys {
  /** File of the public keys that people's decisions are verified with: `DEX_DECISION_PUBLIC_KEYS` of the gate. */
  decisionPublicKeys: string
  /** File of the public keys that exports of the activity log are verified with. */
  logPublicKeys: string
}

/** The keys of the processes themselves: api signs decisions, gate ends of the log and checkpoints. What exists stays. */
export async function makeProcessKeys(
  places: KeyPlaces,
  profile: 'sandbox' | 'production',
): Promise<MadeKeys> {
  const { keysShared, keysApi, keysGate, keysThink, keysPublic, requestKeys } = places
  for (const directory of [keysShared, keysApi, keysGate, keysThink, keysPublic, requestKeys]) {
    await mkdir(directory, { recursive: true, mode: 0o700 })
    // production refuses to start on what lies beside this mark
    if (profile === 'sandbox')
      await writeFile(join(directory, 'sandbox'), 'made by the sandbox\n', { mode: 0o600 })
  }
  const options = { now: Date.now(), publicDirectory: keysPublic }
  const decisions = await createSigningKey(keysApi, 'sign', options)
  const log = await createSigningKey(keysGate, 'log', options)
  await createCheckpointKey(keysGate, { now: options.now, publicKeysFile: log.publicKeysFile })
  return { decisionPublicKeys: decisions.publicKeysFile, logPublicKeys: log.publicKeysFile }
}

/** A tenant's keys in all places; answers those that seal what a new tenant brings. What exists stays. */
export async function makeTenantKeys(
  places: KeyPlaces,
  profile: 'sandbox' | 'production',
  tenant: TenantId,
  remote: RemoteKeys,
): Promise<{ door: DataKey; connection: DataKey; channel: DataKey }> {
  const { keysShared: shared, keysApi, keysGate, requestKeys } = places
  const api = createRoleKeys({ directory: keysApi, purposes: apiPurposes, profile, remote })
  const gate = createRoleKeys({ directory: keysGate, purposes: gatePurposes, profile, remote })
  await openSharedKeys({ shared, requestKeys, profile, remote }).createTenant(tenant)
  await api.create(tenant)
  await gate.create(tenant)
  return {
    door: await api.get(tenant, 'door'),
    connection: await gate.get(tenant, 'connection'),
    channel: await gate.get(tenant, 'channel'),
  }
}
