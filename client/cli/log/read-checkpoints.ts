import { readFile } from 'node:fs/promises'
import { DexError, isDexError } from '#contract/error.ts'
import { SignedLogHead } from '#contract/log-head.ts'
import { checkpointKeys, openCheckpoint, splitCheckpoints } from '#vault/checkpoint.ts'
import type { KnownCheckpoint } from '#vault/verify-log.ts'
import type { Verifier } from '#vault/verifying.ts'

/**
 * Checkpoints as they were kept elsewhere: signed notes one after the other, or signed ends of earlier exports as JSON
 * lines. Throws `input_invalid` for what is none and `statement_unsigned` for one that no key of `keyFile` signed.
 */
export async function readCheckpoints(
  path: string,
  keyFile: string,
  verifier: Verifier,
): Promise<KnownCheckpoint[]> {
  const text = await readFile(path, 'utf8').catch((cause: unknown) => {
    throw new DexError('input_invalid', `\`${path}\` cannot be read`, { cause })
  })
  const keys = await checkpointKeys(keyFile)
  const known = text.trimStart().startsWith('{')
    ? text
        .split('\n')
        .flatMap((line, at) => (line.trim() === '' ? [] : [headOf(line, `${path}:${at + 1}`, verifier)]))
    : splitCheckpoints(text).map((note, at) =>
        named(`${path}, checkpoint ${at + 1}`, () => openCheckpoint(note, keys)),
      )
  if (known.length > 0) return known
  throw new DexError('input_invalid', `\`${path}\` holds no checkpoint`)
}

function headOf(line: string, place: string, verifier: Verifier): KnownCheckpoint {
  return named(place, () => {
    const value: unknown = JSON.parse(line)
    const { head } = { head: value, ...(value as { head?: unknown }) }
    const { statement, signature } = SignedLogHead.parse(head)
    verifier.verify(statement, signature, statement.at)
    return {
      tenant: statement.tenant,
      seq: statement.seq,
      hash: statement.hash,
      at: statement.at,
      keyId: statement.keyId,
    }
  })
}

function named<Result>(place: string, read: () => Result): Result {
  try {
    return read()
  } catch (cause) {
    if (isDexError(cause, 'statement_unsigned')) {
      throw new DexError('statement_unsigned', `\`${place}\` is not signed by a key of --key`, { cause })
    }
    throw new DexError('input_invalid', `\`${place}\` is not a checkpoint`, {
      mend: 'give the signed notes as they were kept elsewhere, or the last lines of earlier exports',
      cause,
    })
  }
}
