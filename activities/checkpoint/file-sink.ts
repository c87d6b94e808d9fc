import { mkdir, open, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { DexError } from '#contract/error.ts'
import { splitCheckpoints } from '#vault/checkpoint.ts'
import type { CheckpointSink } from './sink.ts'

/** Appends to `<directory>/<tenant>.checkpoints`; the directory belongs on another machine's disk or a write-once one. */
export const createFileSink = (directory: string): CheckpointSink => ({
  name: 'file',
  async put(tenant, _seq, note) {
    try {
      await mkdir(directory, { recursive: true, mode: 0o700 })
      const file = await open(join(directory, `${tenant}.checkpoints`), 'a', 0o600)
      try {
        await file.appendFile(`${note}\n`)
        await file.sync()
      } finally {
        await file.close()
      }
    } catch (cause) {
      throw new DexError('delivery_failed', 'the directory of checkpoints cannot be written', { cause })
    }
  },
  async newest(tenant) {
    try {
      const text = await readFile(join(directory, `${tenant}.checkpoints`), 'utf8')
      return splitCheckpoints(text).at(-1) ?? null
    } catch (cause) {
      if (cause instanceof Error && 'code' in cause && cause.code === 'ENOENT') return null
      throw new DexError('delivery_failed', 'the directory of checkpoints cannot be read', { cause })
    }
  },
})
