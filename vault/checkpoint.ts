import { DexError } from '#contract/error.ts'
import { type ByteSigner, type NoteKey, parseNote, signNote } from './note.ts'
import { type PublicKeys, readPublicKeys } from './verifying.ts'

/** Where a tenant's chain stood at a moment, as somebody outside of the database keeps it. */
export interface Checkpoint {
  tenant: string
  seq: number
  /** 64 hex digits: the hash of entry `seq`, which covers every entry before it. */
  hash: string
  /** ISO 8601. */
  at: string
}

const prefix = 'dex/log/v1/'

/**
 * A signed note whose text has the lines of a C2SP checkpoint (c2sp.org/tlog-checkpoint): origin, size, hash, and the
 * time as an extension line. The hash is the chain's, not a Merkle root; see docs/decisions/0017-the-record.md.
 */
export function signCheckpoint(signer: ByteSigner, checkpoint: Checkpoint): Promise<string> {
  const { tenant, seq, hash, at } = checkpoint
  const origin = `${prefix}${tenant}`
  const root = Buffer.from(hash, 'hex').toString('base64')
  return signNote(signer, origin, `${origin}\n${seq}\n${root}\ntime ${at}\n`)
}

/** Throws `statement_malformed` and, unless one of `keys` signed it within its dates, `statement_unsigned`. */
export function openCheckpoint(note: string, keys: readonly NoteKey[]): Checkpoint & { keyId: string } {
  const { text, signer } = parseNote(note)
  const checkpoint = parseText(text)
  const key = signer(`${prefix}${checkpoint.tenant}`, keys)
  const moment = Date.parse(checkpoint.at)
  if (moment < key.from || moment > key.until) {
    throw new DexError('statement_unsigned', undefined, {
      log: `the key \`${key.keyId}\` is not valid at that time`,
    })
  }
  return { ...checkpoint, keyId: key.keyId }
}

function parseText(text: string): Checkpoint {
  const match = new RegExp(
    `^${prefix}([a-z0-9][a-z0-9-]{0,39})\\n(0|[1-9]\\d{0,15})\\n([A-Za-z0-9+/]{43}=)\\ntime (\\S{20,30})\\n$`,
  ).exec(text)
  const [, tenant = '', seq = '', root = '', at = ''] = match ?? []
  const hash = Buffer.from(root, 'base64')
  if (!match || hash.toString('base64') !== root || Number.isNaN(Date.parse(at))) {
    throw new DexError('statement_malformed', 'this is not a checkpoint of an activity log')
  }
  return { tenant, seq: Number(seq), hash: hash.toString('hex'), at }
}

/** The notes of a file that checkpoints were appended to; what stands between them is left to `openCheckpoint`. */
export function splitCheckpoints(text: string): string[] {
  return text
    .split(new RegExp(`(?=^${prefix})`, 'm'))
    .map((note) => `${note.trimEnd()}\n`)
    .filter((note) => note !== '\n')
}

/** Keys for checkpoints alone, out of a file of public keys or its content. */
export async function checkpointKeys(source: string | PublicKeys): Promise<NoteKey[]> {
  const { keys } = typeof source === 'string' ? await readPublicKeys(source) : source
  return keys
    .filter((key) => key.use === 'checkpoint')
    .map((key) => ({
      keyId: key.keyId,
      publicKey: Buffer.from(key.publicKey, 'base64url'),
      from: Date.parse(key.notBefore),
      until: key.notAfter === undefined ? Number.POSITIVE_INFINITY : Date.parse(key.notAfter),
    }))
}
