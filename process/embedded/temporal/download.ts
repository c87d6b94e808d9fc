import { chmod, readdir, rename, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { run } from '../run.ts'

const program = fileURLToPath(new URL('download-main.ts', import.meta.url))

/** The vendor's own download, by the SDK's ephemeral server, into `scratch`, then moved to `target` in one step. */
export async function download(
  scratch: string,
  target: string,
  env: NodeJS.ProcessEnv,
  timeout: number,
): Promise<void> {
  // a process of its own: the SDK's native runtime cannot be told to give up
  await run(process.execPath, [program, scratch], { env, timeout })
  const files = (await readdir(scratch)).map((name) => join(scratch, name))
  const sizes = await Promise.all(files.map(async (file) => ({ file, size: (await stat(file)).size })))
  const largest = sizes.toSorted((left, right) => right.size - left.size)[0]
  if (!largest) throw new Error('the download left no file')
  await chmod(largest.file, 0o755)
  await rename(largest.file, target)
}
