import { createPublicKey, generateKeyPairSync, sign } from 'node:crypto'
import { dirname } from 'node:path'
import { createFile, makeKeyDirectory, replaceFile } from './key-files.ts'
import type { ByteSigner } from './note.ts'
import { keyIdOf, knownKeys, privateKeyPath, readPrivateKey } from './signing.ts'
import type { PublicKeys } from './verifying.ts'

const name = 'checkpoint'

const newPrivateKey = (): string =>
  generateKeyPairSync('ed25519').privateKey.export({ type: 'pkcs8', format: 'pem' }).toString()

export interface CheckpointKeyOptions {
  /** The file that holds the log's public keys; those of checkpoints stand in it, marked as such. */
  publicKeysFile: string
  /** Milliseconds since the epoch. */
  now: number
}

/** Makes `<directory>/checkpoint.private.pem`, 0600, unless there is one; its public half joins the log's public keys. */
export async function createCheckpointKey(
  directory: string,
  options: CheckpointKeyOptions,
): Promise<{ keyId: string }> {
  await makeKeyDirectory(directory)
  await createFile(privateKeyPath(directory, name), newPrivateKey())
  return publish((await loadCheckpointSigner(directory)).publicKey, options)
}

/**
 * A new key from now on; what the old one signed until now goes on verifying, and nothing later. The gate reads the key
 * at each checkpoint, so that no process has to start anew.
 */
export async function rotateCheckpointKey(
  directory: string,
  options: CheckpointKeyOptions,
): Promise<{ keyId: string }> {
  await replaceFile(privateKeyPath(directory, name), newPrivateKey())
  return publish((await loadCheckpointSigner(directory)).publicKey, options)
}

/** Puts a public key in force for checkpoints; those before it end where it begins. For a key that a service holds too. */
export async function publish(
  publicKey: Uint8Array,
  { publicKeysFile, now }: CheckpointKeyOptions,
): Promise<{ keyId: string }> {
  const x = Buffer.from(publicKey).toString('base64url')
  const { keyId } = keyIdOf(createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x }, format: 'jwk' }))
  const known = await knownKeys(publicKeysFile)
  if (known.some((key) => key.keyId === keyId)) return { keyId }
  const at = new Date(now).toISOString()
  const ended = known.map((key) =>
    key.use === 'checkpoint' && key.notAfter === undefined ? { ...key, notAfter: at } : key,
  )
  const made: PublicKeys['keys'] = [...ended, { keyId, publicKey: x, notBefore: at, use: 'checkpoint' }]
  await makeKeyDirectory(dirname(publicKeysFile))
  await replaceFile(publicKeysFile, `${JSON.stringify({ keys: made }, null, 2)}\n`, 0o644)
  return { keyId }
}

/** Throws `key_unavailable` when there is no key. */
export async function loadCheckpointSigner(directory: string): Promise<ByteSigner> {
  const key = await readPrivateKey(privateKeyPath(directory, name))
  const { publicKey } = keyIdOf(createPublicKey(key))
  return {
    publicKey: Buffer.from(publicKey, 'base64url'),
    sign: async (bytes) => sign(null, bytes, key),
  }
}
