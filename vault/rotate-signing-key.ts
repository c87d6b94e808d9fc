import { createPublicKey, generateKeyPairSync } from 'node:crypto'
import { replaceFile } from './key-files.ts'
import { keyIdOf, knownKeys, privateKeyPath, publicKeysPath } from './signing.ts'
import type { PublicKeys } from './verifying.ts'

/**
 * A new Ed25519 key signs from the next start of its process on. The old one's public half stays, with the moment after
 * which nothing that it signs counts: `overlapMs` from now. What it signed before goes on verifying. The public half
 * stands before the private one does, so that nothing is ever signed that nobody could verify.
 */
export async function rotateSigningKey(
  directory: string,
  name: string,
  options: { now: number; publicDirectory: string; overlapMs: number },
): Promise<{ keyId: string }> {
  const { privateKey, publicKey } = generateKeyPairSync('ed25519')
  const fresh = keyIdOf(createPublicKey(publicKey.export({ type: 'spki', format: 'pem' })))
  const path = publicKeysPath(options.publicDirectory, name)
  const at = new Date(options.now).toISOString()
  const notAfter = new Date(options.now + options.overlapMs).toISOString()
  const known = await knownKeys(path)
  const ended = known.map((key) =>
    key.use === undefined && key.notAfter === undefined ? { ...key, notAfter } : key,
  )
  const keys: PublicKeys['keys'] = [...ended, { ...fresh, notBefore: at }]
  await replaceFile(path, `${JSON.stringify({ keys }, null, 2)}\n`, 0o644)
  await replaceFile(
    privateKeyPath(directory, name),
    privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
  )
  return { keyId: fresh.keyId }
}
