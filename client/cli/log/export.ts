import { open } from 'node:fs/promises'
import { DexError } from '#contract/error.ts'
import type { Run } from '../command.ts'
import { type ExitCode, exitCodes } from '../exit-codes.ts'
import { signedInClient } from '../with-session.ts'

/** Writes the export as it comes. Throws `log_broken` when it stops before its signed end. */
export async function exportLog({ io, out, data }: Run, path: string | null): Promise<ExitCode> {
  const client = await signedInClient(data)
  const file = path === null ? null : await open(path, 'w', 0o600)
  let count = 0
  let last = ''
  try {
    for await (const line of client.lines('/api/activity/export')) {
      if (file) await file.write(`${line}\n`)
      else io.stdout(`${line}\n`)
      last = line
      count += 1
    }
  } finally {
    await file?.close()
  }
  if (!last.startsWith('{"head":')) {
    throw new DexError('log_broken', 'the export stopped before its signed end', { mend: 'export it again' })
  }
  if (path !== null)
    out.result({ exported: true, path, entries: count - 1 }, () => `${count - 1} entries in ${path}`)
  return exitCodes.done
}
