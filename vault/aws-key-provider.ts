import {
  AlreadyExistsException,
  CreateAliasCommand,
  CreateKeyCommand,
  DecryptCommand,
  DescribeKeyCommand,
  EncryptCommand,
  KMSClient,
  paginateListAliases,
  ScheduleKeyDeletionCommand,
  UpdateAliasCommand,
} from '@aws-sdk/client-kms'
import { DexError } from '#contract/error.ts'
import { createAwsRequestHandler } from './aws-request-handler.ts'
import { checkTenant } from './key-files.ts'
import type { KeyProvider, KeyScope } from './key-provider.ts'
import { keyServiceRefuses, type Refused } from './key-service-refuses.ts'

export interface AwsKeyOptions {
  region: string
  /** Null: the service's own for the region. */
  endpoint: string | null
  /** Null: the SDK's own chain (environment, web identity, instance role). */
  credentials: { accessKeyId: string; secretAccessKey: string; sessionToken: string | null } | null
  /** First part of the aliases; letters, digits, `-`, `_`, `/`. */
  prefix: string
  scope: KeyScope
  fetch: typeof globalThis.fetch
}

/** The shortest that KMS offers, in days; nobody can use the key while it waits. */
const pendingDays = 7
const deadlineMs = 10_000

/**
 * AWS KMS: one symmetric key a tenant and scope behind `alias/<prefix>/<scope>/<tenant>`; each version is a key of its own,
 * with an alias that ends in its time, so that old ones can be found and ended. A wrapped key is
 * `length of the key's id (1) | key's id | ciphertext`; tenant, scope and label are the encryption context.
 */
export function createAwsKeyProvider(options: AwsKeyOptions): KeyProvider {
  const { prefix, scope } = options
  const client = new KMSClient({
    region: options.region,
    maxAttempts: 2,
    requestHandler: createAwsRequestHandler(options.fetch, deadlineMs),
    ...(options.endpoint !== null && { endpoint: options.endpoint }),
    ...(options.credentials !== null && {
      credentials: {
        accessKeyId: options.credentials.accessKeyId,
        secretAccessKey: options.credentials.secretAccessKey,
        ...(options.credentials.sessionToken !== null && { sessionToken: options.credentials.sessionToken }),
      },
    }),
  })
  const aliasOf = (tenant: string): string => `alias/${prefix}/${scope}/${checkTenant(tenant)}`
  const context = (tenant: string, label: string) => ({ tenant: checkTenant(tenant), scope, label })

  /** The id of the key that wraps now; throws `sealed` where there is none. */
  const currentKey = (tenant: string): Promise<string> =>
    asked(async () => {
      const { KeyMetadata } = await client.send(new DescribeKeyCommand({ KeyId: aliasOf(tenant) }))
      if (KeyMetadata?.KeyId === undefined) throw new DexError('sealed', 'KMS has no such key')
      if (KeyMetadata.KeyState === 'PendingDeletion') throw waitsForItsEnd()
      return KeyMetadata.KeyId
    })

  const makeKey = async (tenant: string): Promise<string> => {
    const { KeyMetadata } = await client.send(
      new CreateKeyCommand({ Description: `Dex: ${scope} keys of ${tenant}` }),
    )
    const id = KeyMetadata?.KeyId
    if (id === undefined) throw new DexError('key_unavailable', 'KMS made a key without an id')
    await client.send(
      new CreateAliasCommand({ AliasName: `${aliasOf(tenant)}/${Date.now()}`, TargetKeyId: id }),
    )
    return id
  }

  /** Every key that was ever made for the tenant and is not waiting for its end. */
  async function allKeys(tenant: string): Promise<string[]> {
    const ids = new Set<string>()
    for await (const page of paginateListAliases({ client }, {})) {
      for (const { AliasName = '', TargetKeyId } of page.Aliases ?? []) {
        const ours = AliasName === aliasOf(tenant) || AliasName.startsWith(`${aliasOf(tenant)}/`)
        if (ours && TargetKeyId !== undefined) ids.add(TargetKeyId)
      }
    }
    return [...ids]
  }

  async function end(id: string): Promise<Date | null> {
    const { KeyMetadata } = await client.send(new DescribeKeyCommand({ KeyId: id }))
    if (KeyMetadata?.KeyState === 'PendingDeletion') return KeyMetadata.DeletionDate ?? null
    const scheduled = await client.send(
      new ScheduleKeyDeletionCommand({ KeyId: id, PendingWindowInDays: pendingDays }),
    )
    return scheduled.DeletionDate ?? new Date(Date.now() + pendingDays * 86_400_000)
  }

  return {
    describe: `AWS KMS in ${options.region}, ${prefix}/${scope}`,

    createTenant: (tenant) =>
      asked(async () => {
        const stands = await currentKey(tenant).then(
          () => true,
          (error: unknown) => {
            if (error instanceof DexError && error.code === 'sealed') return false
            throw error
          },
        )
        if (stands) return false
        const id = await makeKey(tenant)
        try {
          await client.send(new CreateAliasCommand({ AliasName: aliasOf(tenant), TargetKeyId: id }))
          return true
        } catch (error) {
          if (!(error instanceof AlreadyExistsException)) throw error
          // Another process was first, unless what stands there waits for its end: then this one takes its place.
          const taken = await currentKey(tenant).catch(() => null)
          if (taken !== null) await end(id)
          else await client.send(new UpdateAliasCommand({ AliasName: aliasOf(tenant), TargetKeyId: id }))
          return taken === null
        }
      }),

    wrap: (tenant, key, label) =>
      asked(async () => {
        const id = await currentKey(tenant)
        const { CiphertextBlob } = await client.send(
          new EncryptCommand({ KeyId: id, Plaintext: key, EncryptionContext: context(tenant, label) }),
        )
        if (!CiphertextBlob) throw new DexError('key_unavailable', 'KMS answered without a ciphertext')
        return Buffer.concat([Buffer.from([id.length]), Buffer.from(id, 'latin1'), CiphertextBlob])
      }),

    unwrap: (tenant, wrapped, label) =>
      asked(async () => {
        const { id, ciphertext } = split(wrapped)
        const { Plaintext } = await client.send(
          new DecryptCommand({
            KeyId: id,
            CiphertextBlob: ciphertext,
            EncryptionContext: context(tenant, label),
          }),
        )
        if (!Plaintext) throw new DexError('key_unavailable', 'KMS answered without a plaintext')
        return Plaintext
      }),

    rotate: (tenant) =>
      asked(async () => {
        await currentKey(tenant)
        const id = await makeKey(tenant)
        await client.send(new UpdateAliasCommand({ AliasName: aliasOf(tenant), TargetKeyId: id }))
      }),

    isCurrent: async (tenant, wrapped) => split(wrapped).id === (await currentKey(tenant)),

    retire: (tenant) =>
      asked(async () => {
        const current = await currentKey(tenant)
        for (const id of await allKeys(tenant)) if (id !== current) await end(id)
      }),

    destroyTenant: (tenant) =>
      asked(async () => {
        const ids = await allKeys(tenant)
        const dates = await Promise.all(ids.map(end))
        const last = dates.flatMap((date) => date?.getTime() ?? []).toSorted((a, b) => b - a)[0]
        if (last === undefined) return null
        return { key: `${aliasOf(tenant)} (${ids.length})`, endsAt: new Date(last).toISOString() }
      }),
  }
}

function split(wrapped: Uint8Array): { id: string; ciphertext: Uint8Array } {
  const length = wrapped[0] ?? 0
  const id = Buffer.from(wrapped.subarray(1, 1 + length)).toString('latin1')
  if (!/^[A-Za-z0-9-]{1,64}$/.test(id) || wrapped.length <= 1 + length) throw new DexError('envelope_invalid')
  return { id, ciphertext: wrapped.subarray(1 + length) }
}

const foreign = /^(InvalidCiphertextException|IncorrectKeyException|InvalidKeyUsageException)$/
const denied =
  /^(AccessDenied|UnrecognizedClient|InvalidClientTokenId|ExpiredToken|InvalidSignature|Credentials)/
const throttled = /^(Throttling|TooManyRequests|LimitExceeded)/

/** KMS's errors as ours; what is neither a missing key nor a foreign ciphertext is a provider that is away. */
async function asked<Result>(work: () => Promise<Result>): Promise<Result> {
  try {
    return await work()
  } catch (cause) {
    if (cause instanceof DexError) throw cause
    const { name, message } = cause instanceof Error ? cause : { name: '', message: '' }
    if (name === 'NotFoundException') throw new DexError('sealed', 'KMS has no such key', { cause })
    if (name === 'KMSInvalidStateException' && /pending ?deletion/i.test(message)) throw waitsForItsEnd(cause)
    if (foreign.test(name)) throw new DexError('envelope_invalid', undefined, { cause })
    throw keyServiceRefuses('AWS KMS', name, kindOf(name), cause)
  }
}

const waitsForItsEnd = (cause?: unknown): DexError =>
  new DexError('sealed', 'the key waits for its end at KMS', {
    mend: 'if nobody meant that, cancel its deletion there before its date',
    cause,
  })

function kindOf(name: string): Refused {
  if (name === 'DisabledException') return 'disabled'
  return denied.test(name) ? 'denied' : throttled.test(name) ? 'throttled' : 'away'
}
