import { join } from 'node:path'
import { DexError } from '#contract/error.ts'
import type { FetchFor } from '#contract/fetch.ts'
import { type AwsKeyOptions, createAwsKeyProvider } from './aws-key-provider.ts'
import type { KeyProvider, KeyScope } from './key-provider.ts'
import { createLayeredKeyProvider } from './layered-key-provider.ts'
import { createLocalKeyProvider } from './local-key-provider.ts'
import { createTransitKeyProvider, type TransitKeyOptions } from './transit-key-provider.ts'

/** Which service keeps the tenants' key-encryption keys; null: files of this machine. */
export type RemoteKeys =
  | ({ kind: 'aws-kms' } & Omit<AwsKeyOptions, 'scope'>)
  | ({ kind: 'vault-transit' } & Omit<TransitKeyOptions, 'scope'>)
  | null

/**
 * The provider of one scope. Files in `directory` either are the keys, or our share of them, which ends at once when a
 * service takes days (T24).
 */
export function chooseKeyProvider(options: {
  directory: string
  profile: 'sandbox' | 'production'
  scope: KeyScope
  remote: RemoteKeys
}): KeyProvider {
  const { directory, profile, scope, remote } = options
  if (remote === null) return createLocalKeyProvider({ directory, profile })
  const ours = createLocalKeyProvider({ directory: join(directory, 'share'), profile })
  const theirs =
    remote.kind === 'aws-kms'
      ? createAwsKeyProvider({ ...remote, scope })
      : createTransitKeyProvider({ ...remote, scope })
  return createLayeredKeyProvider(ours, theirs)
}

/** As a process's configuration has it. */
export interface RemoteKeySettings {
  keyProvider: 'local' | 'aws-kms' | 'vault-transit'
  keyPrefix: string
  awsRegion: string | null
  awsKmsEndpoint: string | null
  awsAccessKeyId: string | null
  awsSecretAccessKey: string | null
  awsSessionToken: string | null
  vaultUrl: string | null
  vaultToken: string | null
  vaultNamespace: string | null
  vaultTransit: string
}

/** Throws `configuration_invalid` that names the variable which is missing. */
export function remoteKeysOf(settings: RemoteKeySettings, fetchFor: FetchFor): RemoteKeys {
  const { keyProvider: kind, keyPrefix: prefix } = settings
  if (kind === 'local') return null
  if (kind === 'aws-kms') {
    const region = given(settings.awsRegion, 'AWS_REGION')
    const endpoint = settings.awsKmsEndpoint
    const { awsAccessKeyId: accessKeyId, awsSecretAccessKey: secretAccessKey } = settings
    return {
      kind,
      prefix,
      region,
      endpoint,
      credentials:
        accessKeyId === null || secretAccessKey === null
          ? null
          : { accessKeyId, secretAccessKey, sessionToken: settings.awsSessionToken },
      fetch: fetchFor(new URL(endpoint ?? `https://kms.${region}.amazonaws.com`).origin),
    }
  }
  const url = given(settings.vaultUrl, 'VAULT_ADDR')
  return {
    kind,
    prefix,
    url,
    token: given(settings.vaultToken, 'VAULT_TOKEN'),
    namespace: settings.vaultNamespace,
    mount: settings.vaultTransit,
    fetch: fetchFor(new URL(url).origin),
  }
}

function given(value: string | null, name: string): string {
  if (value !== null) return value
  throw new DexError('configuration_invalid', `\`${name}\` is not set, and DEX_KEY_PROVIDER needs it`)
}
