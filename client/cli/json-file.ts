import { randomBytes } from 'node:crypto'
import { chmod, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import type { z } from 'zod'
import { DexError } from '#contract/error.ts'

/** Null when there is none; throws `configuration_invalid` when something else stands there. */
export async function readJsonFile<Schema extends z.ZodType>(
  path: string,
  schema: Schema,
): Promise<z.output<Schema> | null> {
  let text: string
  try {
    text = await readFile(path, 'utf8')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null
    throw error
  }
  try {
    return schema.parse(JSON.parse(text))
  } catch (cause) {
    throw new DexError('configuration_invalid', `\`${path}\` cannot be read`, {
      mend: 'restore it, or use another --data',
      cause,
    })
  }
}

/** Whole or not at all, for its owner alone (0600). */
export async function writeJsonFile(path: string, value: unknown): Promise<void> {
  await mkdir(dirname(path), { recursive: true, mode: 0o700 })
  const making = `${path}.${randomBytes(6).toString('hex')}.new`
  try {
    await writeFile(making, `${JSON.stringify(value, null, 2)}\n`, { mode: 0o600, flag: 'wx', flush: true })
    await chmod(making, 0o600)
    await rename(making, path)
  } catch (error) {
    await rm(making, { force: true })
    throw error
  }
}
