import { createHash, createPrivateKey, createPublicKey, generateKeyPairSync, sign } from 'node:crypto'
import type { KeyObject } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { DexError } from '#contract/error.ts'
import { createFile, isCode, makeKeyDirectory, readKeyFile, replaceFile } from './key-files.ts'
import { PublicKeys, signedBytes } from './verifying.ts'

export interface Signer {
  readonly keyId: string
  /** base64url, 86 characters. The statement has to carry this signer's `keyId` where it has the member at all. */
  sign(statement: { type: string }): string
}

export const publicKeysPath = (directory: string, name: string): string =>
  join(directory, `${name}.public.json`)
export const privateKeyPath = (directory: string, name: string): string =>
  join(directory, `${name}.private.pem`)

/** First 24 hex digits of the SHA-256 of the raw public key. */
export function keyIdOf(key: KeyObject): { keyId: string; publicKey: string } {
  const publicKey = key.export({ format: 'jwk' }).x
  if (typeof publicKey !== 'string') throw new DexError('configuration_invalid', 'not an Ed25519 key')
  const hash = createHash('sha256').update(Buffer.from(publicKey, 'base64url')).digest('hex')
  return { keyId: `sig_${hash.slice(0, 24)}`, publicKey }
}

/**
 * Makes an Ed25519 key, if there is none of this name: `<directory>/<name>.private.pem`, 0600, and its public half in
 * `<publicDirectory>/<name>.public.json` (`directory` as it comes), added to the keys that already stand there.
 */
export async function createSigningKey(
  directory: string,
  name: string,
  options: { now: number; publicDirectory?: string },
): Promise<{ keyId: string; publicKeysFile: string }> {
  const publicDirectory = options.publicDirectory ?? directory
  await makeKeyDirectory(directory)
  await makeKeyDirectory(publicDirectory)
  const { privateKey } = generateKeyPairSync('ed25519')
  const path = privateKeyPath(directory, name)
  await createFile(path, privateKey.export({ type: 'pkcs8', format: 'pem' }).toString())
  const { keyId, publicKey } = keyIdOf(createPublicKey(await readPrivateKey(path)))
  const publicKeysFile = publicKeysPath(publicDirectory, name)
  const known = await knownKeys(publicKeysFile)
  if (!known.some((key) => key.keyId === keyId)) {
    const keys = [...known, { keyId, publicKey, notBefore: new Date(options.now).toISOString() }]
    await replaceFile(publicKeysFile, `${JSON.stringify({ keys }, null, 2)}\n`, 0o644)
  }
  return { keyId, publicKeysFile }
}

export async function knownKeys(path: string): Promise<PublicKeys['keys']> {
  try {
    return PublicKeys.parse(JSON.parse(await readFile(path, 'utf8'))).keys
  } catch (cause) {
    if (isCode(cause, 'ENOENT')) return []
    throw new DexError('configuration_invalid', `\`${path}\` is not a file of public keys`, { cause })
  }
}

export async function readPrivateKey(path: string): Promise<KeyObject> {
  const content = await readKeyFile(path)
  if (!content) throw new DexError('key_unavailable', `there is no signing key at \`${path}\``)
  return createPrivateKey(content)
}

export async function loadSigner(directory: string, name: string): Promise<Signer> {
  const key = await readPrivateKey(privateKeyPath(directory, name))
  const { keyId } = keyIdOf(createPublicKey(key))
  return {
    keyId,
    sign(statement) {
      if ('keyId' in statement && statement.keyId !== keyId) {
        throw new DexError('statement_malformed', 'the statement names another key')
      }
      return sign(null, signedBytes(statement), key).toString('base64url')
    },
  }
}
