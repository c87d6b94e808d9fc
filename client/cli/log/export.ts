import { open } from 'node:fs/promises'
import { DexError } from '#contract/error.ts'
import type { Run } from '../command.ts'
import { type ExitCode, exitCodes } from '../exit-codes.ts'
import { signedInClient } from '../with-session.ts'
import { type FilterOptions, queryOf } from './filter.ts'

const formats = ['jsonl', 'csv', 'ocsf']

/** Writes the export as it comes. Throws `log_broken` when one that ends in a signed head stops before it. */
export async function exportLog(
  { io, out, data }: Run,
  options: FilterOptions & { out?: string; format: string },
): Promise<ExitCode> {
  const { format, out: path } = options
  if (!formats.includes(format)) {
    throw new DexError('usage', `there is no format \`${format}\``, { mend: `one of ${formats.join(', ')}` })
  }
  const query = queryOf(options)
  const filtered = query.size > 1
  query.set('format', format)
  const client = await signedInClient(data)
  const file = path === undefined ? null : await open(path, 'w', 0o600)
  let lines = 0
  let last = ''
  try {
    for await (const line of client.lines(`/api/activity/export?${query}`)) {
      if (file) await file.write(`${line}\n`)
      else io.stdout(`${line}\n`)
      last = line
      lines += 1
    }
  } finally {
    await file?.close()
  }
  const signed = format === 'jsonl' && !filtered
  if (signed && !last.startsWith('{"head":')) {
    throw new DexError('log_broken', 'the export stopped before its signed end', { mend: 'export it again' })
  }
  // A header, a filter's line and a signed end are no entries.
  const entries = lines - (format === 'ocsf' ? 0 : 1)
  if (path !== undefined)
    out.result({ exported: true, path, format, entries }, () => `${entries} entries in ${path}`)
  return exitCodes.done
}
