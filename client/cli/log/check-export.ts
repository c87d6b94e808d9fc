import { z } from 'zod'
import { DexError } from '#contract/error.ts'
import { SignedLogHead } from '#contract/log-head.ts'
import { canonicalJson } from '#vault/hashes.ts'
import { followChain } from '#vault/log-chain.ts'
import { concludeLog, type KnownCheckpoint, type LogVerdict, watchCheckpoints } from '#vault/verify-log.ts'
import type { Verifier } from '#vault/verifying.ts'

const Line = z.union([
  z.strictObject({ seq: z.int(), hash: z.string(), entry: z.looseObject({}) }),
  z.strictObject({ head: SignedLogHead }),
  z.strictObject({ filter: z.looseObject({}) }),
])

/** Takes an export line by line. A verdict before its end is the last word. */
export interface ExportCheck {
  line(bytes: Buffer): LogVerdict | null
  end(): LogVerdict
}

/**
 * An exported log from its first entry: the chain is hashed anew from its beginning, its end checked against the signed
 * head and against checkpoints that were kept elsewhere. Needs no service; `verifier` holds keys from outside the export.
 */
export function createExportCheck(verifier: Verifier, checkpoints: readonly KnownCheckpoint[]): ExportCheck {
  const chain = followChain()
  const watch = watchCheckpoints(checkpoints)
  let head: SignedLogHead | null = null

  const broken = (
    reason: string,
    brokenAt = chain.seq + 1,
    brokenUntil: number | null = null,
  ): LogVerdict => ({
    intact: false,
    complete: false,
    seq: Math.min(chain.seq, brokenAt - 1),
    head: null,
    checkpoint: watch.agreed && { seq: watch.agreed.seq, at: watch.agreed.at, keyId: watch.agreed.keyId },
    brokenAt,
    brokenUntil,
    reason,
  })

  function take(seq: number, hash: string, entry: Buffer | string): LogVerdict | null {
    if (head !== null) return broken('something stands after the signed end')
    if (!chain.take(seq, hash, entry)) {
      return broken(
        seq === chain.seq + 1 ? 'the entry is not what was written' : `position ${seq} follows ${chain.seq}`,
      )
    }
    const differs = watch.pass(chain)
    if (differs === null) return null
    const from = (watch.agreed?.seq ?? 0) + 1
    return broken(`a checkpoint of ${differs.at} saw other entries here`, from, differs.seq)
  }

  return {
    line(bytes) {
      if (bytes.length === 0) return null
      const fast = sliceLine(bytes)
      if (fast !== null) return take(fast.seq, fast.hash, fast.entry)
      const parsed = parse(bytes)
      if (parsed === null) return broken('the line is no entry of an activity log')
      if ('filter' in parsed) {
        throw new DexError('input_invalid', 'an export that was filtered has gaps and cannot be verified', {
          mend: 'verify one without a filter: dex log export',
        })
      }
      // Written otherwise, such as by a tool that reformats JSON: RFC 8785 gives the text that was hashed.
      if ('entry' in parsed) return take(parsed.seq, parsed.hash, canonicalJson(parsed.entry))
      if (head !== null) return broken('something stands after the signed end')
      head = parsed.head
      return null
    },
    end: () => concludeLog(chain, watch, head && { head, verifier }),
  }
}

const seqAt = Buffer.from('{"seq":')
const hashAt = Buffer.from(',"hash":"')
const entryAt = Buffer.from('","entry":')
const closing = '}'.charCodeAt(0)

/** The line as the api writes it, without parsing the entry: its bytes are what was hashed. Null for any other form. */
function sliceLine(bytes: Buffer): { seq: number; hash: string; entry: Buffer } | null {
  if (bytes[bytes.length - 1] !== closing || !startsWith(bytes, seqAt, 0)) return null
  let at = seqAt.length
  let seq = 0
  for (let digit = (bytes[at] ?? 0) - 48; digit >= 0 && digit <= 9; digit = (bytes[at] ?? 0) - 48) {
    seq = seq * 10 + digit
    at += 1
  }
  if (at === seqAt.length || at > seqAt.length + 15 || !startsWith(bytes, hashAt, at)) return null
  at += hashAt.length
  if (!startsWith(bytes, entryAt, at + 64)) return null
  const hash = bytes.toString('latin1', at, at + 64)
  return { seq, hash, entry: bytes.subarray(at + 64 + entryAt.length, bytes.length - 1) }
}

function startsWith(bytes: Buffer, wanted: Buffer, at: number): boolean {
  for (let index = 0; index < wanted.length; index += 1) {
    if (bytes[at + index] !== wanted[index]) return false
  }
  return true
}

function parse(bytes: Buffer): z.infer<typeof Line> | null {
  try {
    return Line.parse(JSON.parse(bytes.toString('utf8')))
  } catch {
    return null
  }
}
