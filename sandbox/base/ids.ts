import { createHash, randomBytes } from 'node:crypto'

const alphabet = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz'

function base62(bytes: Buffer, length: number): string {
  let text = ''
  for (const byte of bytes) {
    if (text.length === length) break
    text += alphabet[byte % alphabet.length]
  }
  return text
}

/** The same parts give the same id on every machine, so that a seeded company never moves. */
export function stableId(prefix: string, length: number, ...parts: readonly (string | number)[]): string {
  const digest = createHash('sha512').update(JSON.stringify(parts)).digest()
  return prefix + base62(digest, length - prefix.length)
}

export function freshId(prefix: string, length: number): string {
  return prefix + base62(randomBytes(length), length - prefix.length)
}
