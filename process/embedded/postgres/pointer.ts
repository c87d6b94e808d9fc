import { randomUUID } from 'node:crypto'
import { readFile, rename, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import { DexError } from '#contract/error.ts'

/** `<data>/postgres.json`, mode 0600: where the cluster lies, whose it is, and how its owner signs in. */
export const Pointer = z.strictObject({
  dataDirectory: z.string(),
  uid: z.int().nullable(),
  port: z.int(),
  user: z.string(),
  password: z.string(),
})
export type Pointer = z.infer<typeof Pointer>

const file = (data: string): string => join(data, 'postgres.json')

/** Null when there is none yet; throws `bootstrap_failed` when it cannot be read. */
export async function readPointer(data: string): Promise<Pointer | null> {
  let text: string
  try {
    text = await readFile(file(data), 'utf8')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null
    throw error
  }
  try {
    return Pointer.parse(JSON.parse(text))
  } catch (cause) {
    throw new DexError('bootstrap_failed', `\`${file(data)}\` cannot be read`, {
      mend: 'restore it from a backup: it holds the password of the embedded database',
      cause,
    })
  }
}

export async function writePointer(data: string, pointer: Pointer): Promise<void> {
  const making = `${file(data)}.${randomUUID()}`
  await writeFile(making, JSON.stringify(pointer, null, 2), { mode: 0o600, flush: true })
  await rename(making, file(data))
}
