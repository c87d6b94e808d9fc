import { GetPublicKeyCommand, KMSClient, SignCommand } from '@aws-sdk/client-kms'
import { DexError } from '#contract/error.ts'
import { createAwsRequestHandler } from './aws-request-handler.ts'
import type { ByteSigner } from './note.ts'

const deadlineMs = 10_000
/** RFC 8410: an Ed25519 SubjectPublicKeyInfo is these bytes, then the key's 32. */
const spkiPrefix = Buffer.from('302a300506032b6570032100', 'hex')

/**
 * A checkpoint key that never leaves AWS KMS (`ECC_NIST_EDWARDS25519`, sign and verify). `keyId` is an id, ARN or alias;
 * credentials come from the SDK's own chain. Throws `key_unavailable`.
 */
export async function loadKmsCheckpointSigner(options: {
  keyId: string
  region: string
  endpoint: string | null
  fetch: typeof globalThis.fetch
}): Promise<ByteSigner> {
  const { keyId: KeyId } = options
  const client = new KMSClient({
    region: options.region,
    maxAttempts: 2,
    requestHandler: createAwsRequestHandler(options.fetch, deadlineMs),
    ...(options.endpoint === null ? {} : { endpoint: options.endpoint }),
  })
  const { PublicKey = new Uint8Array() } = await asked(() => client.send(new GetPublicKeyCommand({ KeyId })))
  const spki = Buffer.from(PublicKey)
  if (spki.length !== 44 || !spki.subarray(0, 12).equals(spkiPrefix)) {
    throw new DexError('configuration_invalid', 'the checkpoint key in KMS is not an Ed25519 key', {
      mend: 'make one of the key spec ECC_NIST_EDWARDS25519',
    })
  }
  return {
    publicKey: spki.subarray(12),
    async sign(bytes) {
      const { Signature } = await asked(() =>
        client.send(
          new SignCommand({ KeyId, Message: bytes, MessageType: 'RAW', SigningAlgorithm: 'ED25519_SHA_512' }),
        ),
      )
      if (Signature?.length !== 64) throw new DexError('key_unavailable', 'KMS answers without a signature')
      return Signature
    },
  }
}

async function asked<Result>(work: () => Promise<Result>): Promise<Result> {
  try {
    return await work()
  } catch (cause) {
    throw new DexError('key_unavailable', 'KMS does not sign', {
      log: cause instanceof Error ? `kms: ${cause.name}` : 'kms',
      cause,
    })
  }
}
