import type { KnownCheckpoint, LogVerdict } from '#vault/verify-log.ts'
import type { Verifier } from '#vault/verifying.ts'
import { createExportCheck } from './check-export.ts'

const lineFeed = 10
/** Longer than any entry; what has no line feed for so long is no export. */
const lineMax = 4 * 1_024 * 1_024

/** An export as it comes, in pieces of any size. */
export async function verifyExport(
  chunks: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
  verifier: Verifier,
  checkpoints: readonly KnownCheckpoint[],
): Promise<LogVerdict> {
  const check = createExportCheck(verifier, checkpoints)
  let rest: Buffer = Buffer.alloc(0)
  for await (const chunk of chunks) {
    const bytes = rest.length === 0 ? Buffer.from(chunk) : Buffer.concat([rest, chunk])
    let from = 0
    for (let end = bytes.indexOf(lineFeed, from); end >= 0; end = bytes.indexOf(lineFeed, from)) {
      const verdict = check.line(bytes.subarray(from, end))
      if (verdict !== null) return verdict
      from = end + 1
    }
    rest = bytes.subarray(from)
    if (rest.length > lineMax) break
  }
  return check.line(rest) ?? check.end()
}
