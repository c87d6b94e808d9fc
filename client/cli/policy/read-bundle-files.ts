import { readdir, readFile } from 'node:fs/promises'
import { join, relative } from 'node:path'
import { DexError } from '#contract/error.ts'
import type { SourceFile } from '#policy/bundle.ts'

/**
 * Every YAML file below a directory, in the order of their paths; `path` starts with the directory's name as it was
 * given. Throws `input_invalid` when there is no such directory. Links are not followed.
 */
export async function readBundleFiles(directory: string): Promise<SourceFile[]> {
  const entries = await readdir(directory, { recursive: true, withFileTypes: true }).catch(
    (cause: unknown) => {
      throw new DexError('input_invalid', `\`${directory}\` is not a directory that can be read`, {
        mend: 'name a directory that holds *.yaml policy files',
        cause,
      })
    },
  )
  const paths = entries
    .filter((entry) => entry.isFile() && /\.ya?ml$/.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name))
    .toSorted()
  return Promise.all(
    paths.map(async (path) => ({ path: relativeTo(directory, path), text: await readFile(path, 'utf8') })),
  )
}

/** Relative to the bundle: a decision names the same file wherever the bundle lies. */
const relativeTo = (directory: string, path: string): string =>
  relative(directory, path).replaceAll('\\', '/')
