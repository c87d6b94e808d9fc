import { randomBytes } from 'node:crypto'
import { open, readdir, rm, stat, unlink } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { isCode, isInTheMaking, syncDirectory } from './key-files.ts'

/**
 * Overwrites before it unlinks, durably; false when there is no such file. A file system that copies on write keeps the
 * old block, hence every key is wrapped by one that ends elsewhere.
 */
export async function erase(path: string): Promise<boolean> {
  try {
    const handle = await open(path, 'r+')
    try {
      const { size } = await handle.stat()
      await handle.write(randomBytes(size), 0, size, 0)
      await handle.sync()
    } finally {
      await handle.close()
    }
    await unlink(path)
  } catch (error) {
    if (isCode(error, 'ENOENT')) return false
    throw error
  }
  await syncDirectory(dirname(path))
  return true
}

/**
 * Erases what a process that was killed while it wrote left in a directory of keys: files in the making that nobody has
 * touched for a minute. With `of`, all of that one file, for who holds its lock or ends it.
 */
export async function eraseLeftOver(directory: string, of?: string): Promise<number> {
  const names = await readdir(directory).catch((error: unknown) => {
    if (isCode(error, 'ENOENT')) return []
    throw error
  })
  let erased = 0
  for (const name of names.filter(isInTheMaking)) {
    const path = join(directory, name)
    const dead =
      of === undefined
        ? Date.now() -
            (await stat(path).then(
              ({ mtimeMs }) => mtimeMs,
              () => Date.now(),
            )) >
          60_000
        : name.startsWith(`${of}.`)
    if (dead && (await erase(path))) erased += 1
  }
  return erased
}

/** Erases every file below, then the directory; answers the names of the files, sorted. */
export async function eraseDirectory(directory: string): Promise<string[]> {
  const entries = await readdir(directory, { recursive: true, withFileTypes: true }).catch(
    (error: unknown) => {
      if (isCode(error, 'ENOENT')) return []
      throw error
    },
  )
  const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name))
  for (const file of files) await erase(file)
  await rm(directory, { recursive: true, force: true })
  return files.map((file) => file.slice(directory.length + 1)).toSorted()
}
