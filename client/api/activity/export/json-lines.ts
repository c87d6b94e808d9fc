import type { ExportFormat } from './format.ts'

/**
 * Lines `{"seq":…,"hash":…,"entry":…}`, then the signed end. INVARIANT: the entry is written as its canonical text stands,
 * so that its bytes in the file are those that were hashed. A filtered export says so first: it has gaps.
 */
export const jsonLines: ExportFormat = {
  type: 'application/jsonl; charset=utf-8',
  extension: 'jsonl',
  async *lines(rows, { head, filter }) {
    if (filter !== null) yield `${JSON.stringify({ filter })}\n`
    for await (const { seq, hash, entry } of rows) yield `{"seq":${seq},"hash":"${hash}","entry":${entry}}\n`
    if (head !== null) yield `${JSON.stringify({ head })}\n`
  },
}
