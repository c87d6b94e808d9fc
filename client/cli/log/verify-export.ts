import { z } from 'zod'
import { SignedLogHead } from '#contract/log-head.ts'
import { isDexError } from '#contract/error.ts'
import { logEntryHash, logGenesis } from '#vault/hashes.ts'
import type { Verifier } from '#vault/verifying.ts'

const Line = z.union([
  z.strictObject({ seq: z.int(), hash: z.string(), entry: z.string() }),
  z.strictObject({ head: SignedLogHead }),
])

export interface Verdict {
  /** Every entry stands where and as it was written. */
  intact: boolean
  /** It reaches its signed end, and no checkpoint knows of more. */
  complete: boolean
  /** The last position that is proven by the chain. */
  seq: number
  /** The signed end. */
  head: { seq: number; at: string; keyId: string } | null
  /** The first position that is edited, missing, inserted or out of order. */
  brokenAt: number | null
  reason: string | null
}

type Hash = Uint8Array

/**
 * An exported log from its first entry: the chain is hashed anew from its beginning, its end checked against the signed
 * head and against checkpoints that were kept elsewhere. Needs no service; `verifier` holds keys from outside the export.
 */
export async function verifyExport(
  lines: AsyncIterable<string>,
  verifier: Verifier,
  checkpoints: readonly SignedLogHead[],
): Promise<Verdict> {
  let hash: Hash = logGenesis()
  let seq = 0
  let head: SignedLogHead | null = null
  const broken = (reason: string, brokenAt = seq + 1): Verdict => ({
    intact: false,
    complete: false,
    seq: Math.min(seq, brokenAt - 1),
    head: null,
    brokenAt,
    reason,
  })
  const wanted = new Map(checkpoints.map((each) => [each.statement.seq, each.statement]))
  for (const { statement, signature } of checkpoints) {
    if (!signed(verifier, statement, signature))
      return broken('a checkpoint is not signed by this key', statement.seq)
  }

  for await (const text of lines) {
    if (text === '') continue
    const line = parse(text)
    if (line === null) return broken('the line is no entry of an activity log')
    if (head !== null) return broken('something stands after the signed end')
    if ('head' in line) {
      head = line.head
      continue
    }
    if (line.seq !== seq + 1) return broken(`position ${line.seq} follows ${seq}`)
    hash = logEntryHash(hash, line.seq, line.entry)
    if (hex(hash) !== line.hash) return broken('the entry is not what was written')
    seq = line.seq
    const checkpoint = wanted.get(seq)
    if (checkpoint && checkpoint.hash !== hex(hash)) return broken('a checkpoint saw another entry here', seq)
  }

  const ahead = Math.max(0, ...wanted.keys()) > seq
  if (head === null) {
    return {
      intact: true,
      complete: false,
      seq,
      head: null,
      brokenAt: null,
      reason: 'it is cut off: the signed end is missing',
    }
  }
  const { statement, signature } = head
  if (!signed(verifier, statement, signature))
    return broken('the end is not signed by this key', Math.max(1, seq))
  if (statement.seq > seq) return broken(`${statement.seq - seq} entries before the signed end are missing`)
  if (statement.seq < seq) return broken('entries stand after the signed end', statement.seq + 1)
  if (statement.hash !== hex(hash)) return broken('the signed end belongs to another chain', Math.max(1, seq))
  const { at, keyId } = statement
  return {
    intact: true,
    complete: !ahead,
    seq,
    head: { seq, at, keyId },
    brokenAt: null,
    reason: ahead ? 'a checkpoint knows of later entries' : null,
  }
}

const hex = (hash: Hash): string => Buffer.from(hash).toString('hex')

function parse(text: string): z.infer<typeof Line> | null {
  try {
    return Line.parse(JSON.parse(text))
  } catch {
    return null
  }
}

function signed(verifier: Verifier, statement: SignedLogHead['statement'], signature: string): boolean {
  try {
    verifier.verify(statement, signature, statement.at)
    return true
  } catch (error) {
    if (isDexError(error)) return false
    throw error
  }
}
