import { createPublicKey, verify } from 'node:crypto'
import type { KeyObject } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { z } from 'zod'
import { DexError } from '#contract/error.ts'
import { canonicalJson } from './hashes.ts'

/** Rotation keeps the old ones, with the moment after which nothing they sign counts. */
export const PublicKeys = z.strictObject({
  keys: z.array(
    z.strictObject({
      keyId: z.string(),
      /** 32 raw bytes, base64url. */
      publicKey: z.string().regex(/^[A-Za-z0-9_-]{43}$/),
      notBefore: z.iso.datetime(),
      notAfter: z.iso.datetime().optional(),
      /** A key for checkpoints signs those and nothing else. */
      use: z.enum(['checkpoint']).optional(),
    }),
  ),
})
export type PublicKeys = z.infer<typeof PublicKeys>

/** The statement's type, a line feed, its RFC 8785 text: what is signed as one type never verifies as another. */
export function signedBytes(statement: { type: string }): Buffer {
  if (!/^[a-z0-9][a-z0-9/._-]{0,63}$/.test(statement.type)) {
    throw new DexError('statement_malformed', 'the statement’s type has another form')
  }
  return Buffer.from(`${statement.type}\n${canonicalJson(statement)}`, 'utf8')
}

export interface Verifier {
  /**
   * Returns the id of the key that signed. Throws `statement_unsigned` when no known key did, or one outside its dates
   * at `at` (ISO 8601, or milliseconds since the epoch).
   */
  verify(statement: { type: string }, signature: string, at: string | number): string
}

const unsigned = (log: string) => new DexError('statement_unsigned', undefined, { log })

type Known = ReadonlyMap<string, { key: KeyObject; from: number; until: number }>

const knownOf = ({ keys }: PublicKeys): Known =>
  new Map(
    keys
      .filter((entry) => entry.use === undefined)
      .map((entry) => [
        entry.keyId,
        {
          key: createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x: entry.publicKey }, format: 'jwk' }),
          from: Date.parse(entry.notBefore),
          until: entry.notAfter === undefined ? Number.POSITIVE_INFINITY : Date.parse(entry.notAfter),
        },
      ]),
  )

/** How often an unknown key makes a verifier look at its file again, in milliseconds. */
const lookAgainMs = 1_000

/**
 * `source` is a public keys file's path or its content; it comes from configuration, never from the database (T5). A file
 * is read again when a statement names a key that is not known yet: a key that was rotated in needs no new start.
 */
export async function createVerifier(source: string | PublicKeys): Promise<Verifier> {
  let known = knownOf(typeof source === 'string' ? await readPublicKeys(source) : PublicKeys.parse(source))
  let looked = performance.now()
  const lookAgain = (path: string): void => {
    if (performance.now() - looked < lookAgainMs) return
    looked = performance.now()
    known = knownOf(parsePublicKeys(readFileSync(path, 'utf8'), path))
  }
  return {
    verify(statement, signature, at) {
      const moment = typeof at === 'number' ? at : Date.parse(at)
      if (!/^[A-Za-z0-9_-]{86}$/.test(signature)) throw unsigned('the signature has another form')
      const raw = Buffer.from(signature, 'base64url')
      // INVARIANT: one signature, one text; bits that base64url drops would make a second text of the same bytes.
      if (raw.toString('base64url') !== signature) throw unsigned('the signature is not canonical')
      const bytes = signedBytes(statement)
      const named = 'keyId' in statement ? statement.keyId : undefined
      if (typeof named === 'string' && !known.has(named) && typeof source === 'string') lookAgain(source)
      for (const [keyId, { key, from, until }] of known) {
        if (named !== undefined && named !== keyId) continue
        if (!verify(null, bytes, key, raw)) continue
        if (moment >= from && moment <= until) return keyId
        throw unsigned(`the key \`${keyId}\` is not valid at that time`)
      }
      throw unsigned('no known key signed this')
    },
  }
}

export async function readPublicKeys(path: string): Promise<PublicKeys> {
  const text = await readFile(path, 'utf8').catch((cause: unknown) => {
    throw new DexError('configuration_invalid', `\`${path}\` is not a file of public keys`, { cause })
  })
  return parsePublicKeys(text, path)
}

function parsePublicKeys(text: string, path: string): PublicKeys {
  try {
    return PublicKeys.parse(JSON.parse(text))
  } catch (cause) {
    throw new DexError('configuration_invalid', `\`${path}\` is not a file of public keys`, { cause })
  }
}
