import { LogEntry } from '#contract/log-entry.ts'
import type { ExportFormat } from './format.ts'
import { toOcsf } from '#channels/siem/to-ocsf.ts'

/** One event of the Open Cybersecurity Schema Framework a line, for a SIEM. */
export const ocsf: ExportFormat = {
  type: 'application/jsonl; charset=utf-8',
  extension: 'ocsf.jsonl',
  async *lines(rows) {
    for await (const { seq, hash, entry } of rows) {
      yield `${JSON.stringify(toOcsf({ seq, hash, entry: LogEntry.parse(JSON.parse(entry)) }))}\n`
    }
  },
}
