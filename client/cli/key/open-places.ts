import { createEgress } from '#egress/egress.ts'
import type { Configuration } from '#process/configuration/read.ts'
import { type RemoteKeys, remoteKeysOf } from '#vault/remote-keys.ts'
import { apiPurposes, createRoleKeys, gatePurposes } from '#vault/role-keys.ts'
import { openSharedKeys } from '#vault/shared-keys.ts'
import type { KeyPlaces } from './make-keys.ts'

/** The service that keeps the tenants' key-encryption keys, as this command's configuration names it. */
export function remoteOf(configuration: Configuration<'dex'>): RemoteKeys {
  const { profile, egressPrivateOrigins: privateOrigins } = configuration
  return remoteKeysOf(configuration, createEgress({ profile, privateOrigins }).forOrigin)
}

/** All keys of a tenant, in every place: for who looks after them, where all the directories are. */
export function openPlaces(places: KeyPlaces, configuration: Configuration<'dex'>) {
  const { profile, keyEpochMs: epochMs } = configuration
  const { keysShared: shared, keysApi, keysGate, requestKeys } = places
  const remote = remoteOf(configuration)
  return {
    shared: openSharedKeys({ shared, requestKeys, profile, epochMs, remote }),
    api: createRoleKeys({ directory: keysApi, purposes: apiPurposes, profile, remote }),
    gate: createRoleKeys({ directory: keysGate, purposes: gatePurposes, profile, remote }),
  }
}
