import { createReadStream } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { createInterface } from 'node:readline'
import { z } from 'zod'
import { DexError } from '#contract/error.ts'
import { SignedLogHead } from '#contract/log-head.ts'
import { createVerifier } from '#vault/verifying.ts'
import type { Run } from '../command.ts'
import { type ExitCode, exitCodes } from '../exit-codes.ts'
import { signedInClient } from '../with-session.ts'
import { type Verdict, verifyExport } from './verify-export.ts'

const Verified = z.looseObject({ intact: z.boolean(), seq: z.int(), brokenAt: z.int().optional() })

/** The chain in the database, against the tenant's head row; exit 1 when it is broken. */
export async function verifyService({ out, data }: Run): Promise<ExitCode> {
  const client = await signedInClient(data)
  const found = await client.get('/api/activity/verify', Verified)
  out.result(found, () =>
    found.intact ? `intact: ${found.seq} entries` : `BROKEN at position ${found.brokenAt ?? found.seq + 1}`,
  )
  return found.intact ? exitCodes.done : exitCodes.no
}

/** Exit 1 when anything was edited, removed, inserted or reordered; a cut tail is intact and not complete. */
export async function verifyFile(
  { out }: Run,
  path: string,
  options: { key: string; checkpoints: string | null },
): Promise<ExitCode> {
  const verifier = await createVerifier(options.key)
  const checkpoints = options.checkpoints === null ? [] : await readCheckpoints(options.checkpoints)
  const verdict = await verifyExport(linesOf(path), verifier, checkpoints)
  out.result(verdict, () => sentence(verdict, checkpoints.length > 0))
  return verdict.intact ? exitCodes.done : exitCodes.no
}

function sentence({ intact, complete, seq, head, brokenAt, reason }: Verdict, independent: boolean): string {
  if (!intact) return `BROKEN at position ${brokenAt ?? seq + 1}: ${reason ?? ''}`
  const until =
    head === null ? `intact up to position ${seq}` : `intact up to checkpoint ${head.seq}, time ${head.at}`
  if (!complete) return `${until}; NOT COMPLETE: ${reason ?? ''}`
  return independent
    ? until
    : `${until}; later truncation or a fork cannot be excluded without checkpoints kept elsewhere`
}

async function readCheckpoints(path: string): Promise<SignedLogHead[]> {
  const text = await readFile(path, 'utf8').catch((cause: unknown) => {
    throw new DexError('input_invalid', `\`${path}\` cannot be read`, { cause })
  })
  return text
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map((line, at) => {
      try {
        return SignedLogHead.parse(JSON.parse(line))
      } catch (cause) {
        throw new DexError('input_invalid', `\`${path}:${at + 1}\` is not a signed head`, {
          mend: 'one `{"statement":…,"signature":…}` a line, as exports end with',
          cause,
        })
      }
    })
}

async function* linesOf(path: string): AsyncIterable<string> {
  const stream = createReadStream(path, { encoding: 'utf8' })
  try {
    yield* createInterface({ input: stream, crlfDelay: Number.POSITIVE_INFINITY })
  } catch (cause) {
    if (stream.errored === null) throw cause
    throw new DexError('input_invalid', `\`${path}\` cannot be read`, {
      mend: 'name an export of the log',
      cause,
    })
  }
}
