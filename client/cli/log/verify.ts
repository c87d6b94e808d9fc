import { createReadStream } from 'node:fs'
import { z } from 'zod'
import { DexError } from '#contract/error.ts'
import type { KnownCheckpoint, LogVerdict } from '#vault/verify-log.ts'
import { createVerifier } from '#vault/verifying.ts'
import type { Run } from '../command.ts'
import { type ExitCode, exitCodes } from '../exit-codes.ts'
import { signedInClient } from '../with-session.ts'
import { readCheckpoints } from './read-checkpoints.ts'
import { verifyExport } from './verify-export.ts'

const Verified = z.looseObject({ intact: z.boolean(), seq: z.int(), brokenAt: z.int().optional() })

export interface VerifyOptions {
  key: string
  checkpoints: string | null
}

/** The service's own word: the chain in the database against the tenant's head row; exit 1 when it is broken. */
export async function verifyService({ out, data }: Run): Promise<ExitCode> {
  const client = await signedInClient(data)
  const found = await client.get('/api/activity/verify', Verified)
  out.result({ ...found, complete: false }, () =>
    found.intact
      ? `intact by the service's own word: ${found.seq} entries; with --key, and --checkpoints that were kept elsewhere, it need not be believed`
      : `BROKEN at position ${found.brokenAt ?? found.seq + 1}`,
  )
  return found.intact ? exitCodes.done : exitCodes.no
}

/** The running service's log, read whole and believed nothing of: as a file of it would be. */
export async function verifyStream(run: Run, options: VerifyOptions): Promise<ExitCode> {
  const client = await signedInClient(run.data)
  return verify(run, client.bytes('/api/activity/export'), options)
}

/** An exported file; exit 1 when anything is not as it was written, or less than checkpoints know of. */
export const verifyFile = (run: Run, path: string, options: VerifyOptions): Promise<ExitCode> =>
  verify(run, bytesOf(path), options)

async function verify(
  { out }: Run,
  chunks: AsyncIterable<Uint8Array>,
  { key, checkpoints: path }: VerifyOptions,
): Promise<ExitCode> {
  const verifier = await createVerifier(key)
  const checkpoints = path === null ? [] : await readCheckpoints(path, key, verifier)
  const tenants = new Set(checkpoints.map((each) => each.tenant))
  if (tenants.size > 1) {
    throw new DexError('input_invalid', `\`${path}\` holds checkpoints of several tenants`, {
      mend: 'give the file of the one tenant whose log this is',
    })
  }
  const verdict = await verifyExport(chunks, verifier, checkpoints)
  out.result(verdict, () => sentence(verdict, checkpoints))
  const enough = verdict.complete || checkpoints.length === 0
  return verdict.intact && enough ? exitCodes.done : exitCodes.no
}

function sentence(verdict: LogVerdict, checkpoints: readonly KnownCheckpoint[]): string {
  const { intact, complete, seq, head, checkpoint, brokenAt, brokenUntil, reason } = verdict
  const where =
    brokenUntil === null || brokenUntil === brokenAt ? `${brokenAt}` : `${brokenAt} to ${brokenUntil}`
  if (!intact) return `BROKEN at position ${where}: ${reason ?? ''}`
  const until =
    head === null ? `intact up to position ${seq}` : `intact up to checkpoint ${head.seq}, time ${head.at}`
  if (checkpoints.length === 0) return `${until}; later truncation or a fork cannot be excluded`
  if (!complete) return `${until}; NOT COMPLETE: ${reason ?? 'no checkpoint is of an entry in it'}`
  return `${until}; complete up to the independent checkpoint ${checkpoint?.seq}, time ${checkpoint?.at}`
}

async function* bytesOf(path: string): AsyncIterable<Uint8Array> {
  const stream = createReadStream(path, { highWaterMark: 1_024 * 1_024 })
  try {
    yield* stream as AsyncIterable<Uint8Array>
  } catch (cause) {
    if (stream.errored === null) throw cause
    throw new DexError('input_invalid', `\`${path}\` cannot be read`, {
      mend: 'name an export of the log',
      cause,
    })
  }
}
