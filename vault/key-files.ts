import { randomBytes } from 'node:crypto'
import { closeSync, constants, fstatSync, openSync, readFileSync } from 'node:fs'
import { chmod, link, mkdir, open, rename, unlink } from 'node:fs/promises'
import { dirname } from 'node:path'
import { DexError } from '#contract/error.ts'

export const isCode = (error: unknown, code: string): boolean =>
  error instanceof Error && 'code' in error && error.code === code

const tenantForm = /^[a-z0-9][a-z0-9-]{0,39}$/

/** INVARIANT: a tenant's name is the only foreign part of a key file's path; nothing else than this form gets there. */
export function checkTenant(tenant: string): string {
  if (!tenantForm.test(tenant)) throw new DexError('input_invalid', `\`${tenant}\` is not a tenant's name`)
  return tenant
}

/** Makes a directory for keys, 0700 whatever the umask says. */
export async function makeKeyDirectory(directory: string): Promise<void> {
  const first = await mkdir(directory, { recursive: true, mode: 0o700 })
  if (first !== undefined) await chmod(directory, 0o700)
}

/** A rename or unlink is durable only once its directory is. */
export async function syncDirectory(directory: string): Promise<void> {
  const handle = await open(directory, constants.O_RDONLY)
  try {
    await handle.sync()
  } finally {
    await handle.close()
  }
}

/** Whether it is the name of a file that is being written, or that a killed process left so. */
export const isInTheMaking = (name: string): boolean => /\.[0-9a-f]{16}\.new$/.test(name)

async function writeTemporary(path: string, content: string | Uint8Array, mode: number): Promise<string> {
  const temporary = `${path}.${randomBytes(8).toString('hex')}.new`
  const handle = await open(temporary, 'wx', mode)
  try {
    await handle.writeFile(content)
    await handle.sync()
  } finally {
    await handle.close()
  }
  return temporary
}

/** Writes a whole file or none, durable when it returns; false, and nothing changed, when the name is taken. */
export async function createFile(path: string, content: string | Uint8Array, mode = 0o600): Promise<boolean> {
  const temporary = await writeTemporary(path, content, mode)
  try {
    await link(temporary, path)
  } catch (error) {
    if (isCode(error, 'EEXIST')) return false
    throw error
  } finally {
    await unlink(temporary)
  }
  await syncDirectory(dirname(path))
  return true
}

/** Replaces a whole file at once, durable when it returns. */
export async function replaceFile(path: string, content: string | Uint8Array, mode = 0o600): Promise<void> {
  const temporary = await writeTemporary(path, content, mode)
  await rename(temporary, path)
  await syncDirectory(dirname(path))
}

/**
 * Null when there is none. Throws `configuration_invalid` when others than the owner may read it: such a key has to be
 * taken for known. Read at once, since keys are read at every use: four trips through the thread pool for a few hundred
 * local bytes take many times as long.
 */
export async function readKeyFile(path: string): Promise<Buffer | null> {
  let file: number
  try {
    file = openSync(path, constants.O_RDONLY | constants.O_NOFOLLOW)
  } catch (error) {
    if (isCode(error, 'ENOENT')) return null
    throw new DexError('key_unavailable', 'a key file cannot be read', { cause: error })
  }
  try {
    const { mode } = fstatSync(file)
    if ((mode & 0o077) !== 0) {
      throw new DexError('configuration_invalid', `the key file \`${path}\` is readable by others`, {
        mend: 'chmod 600 the file, and replace the key if others had access',
      })
    }
    return readFileSync(file)
  } finally {
    closeSync(file)
  }
}
