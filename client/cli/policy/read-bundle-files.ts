import { readdir, readFile, stat } from 'node:fs/promises'
import { join, relative } from 'node:path'
import { DexError } from '#contract/error.ts'
import type { SourceFile } from '#policy/bundle.ts'
import { bundleInvalid } from '#policy/problem.ts'
import { bounds } from '#policy/schema/document.ts'

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
    paths.map(async (path) => {
      const file = relativeTo(directory, path)
      const { size } = await stat(path)
      if (size > bytesMost) throw tooLarge(file)
      return { path: file, text: await readFile(path, 'utf8') }
    }),
  )
}

/** More than can be read as text; what is less but past a bundle's bounds is refused where it is loaded. */
const bytesMost = 4 * bounds.bundleBytes

const tooLarge = (file: string): DexError =>
  bundleInvalid([
    {
      ...{ code: 'too_large', file, line: 1, column: 1 },
      message: `the file is larger than ${bytesMost} bytes`,
      mend: 'split it into several files',
    },
  ])

/** Relative to the bundle: a decision names the same file wherever the bundle lies. */
const relativeTo = (directory: string, path: string): string =>
  relative(directory, path).replaceAll('\\', '/')
