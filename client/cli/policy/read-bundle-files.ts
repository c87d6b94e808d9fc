import { readdir, readFile, realpath, stat } from 'node:fs/promises'
import { join, relative, sep } from 'node:path'
import { DexError } from '#contract/error.ts'
import type { SourceFile } from '#policy/bundle.ts'
import { bundleInvalid } from '#policy/problem.ts'
import { bounds } from '#policy/schema/document.ts'

/**
 * Every YAML and Markdown file below a directory, in the order of their paths, which start below it. Links are followed where they stay
 * inside, and names that begin with a dot are left out: so a mounted ConfigMap, whose files are links into `..data`, is read
 * once. Throws `input_invalid` when there is no such directory or a link cannot be followed, `bundle_invalid` when it holds
 * no YAML file.
 */
export async function readBundleFiles(directory: string): Promise<SourceFile[]> {
  const top = await realpath(directory).catch(unreadable(directory))
  const paths = await filesBelow(directory, { top, above: [] })
  if (!paths.some((path) => /\.ya?ml$/.test(path))) throw empty(directory)
  return Promise.all(
    paths.toSorted().map(async (path) => {
      const file = relativeTo(directory, path)
      const { size } = await stat(path)
      if (size > bytesMost) throw tooLarge(file)
      return { path: file, text: await readFile(path, 'utf8') }
    }),
  )
}

/** `above`: real paths of the directories that were gone through, to see a link that leads back into one. */
async function filesBelow(
  directory: string,
  { top, above }: { top: string; above: readonly string[] },
): Promise<string[]> {
  const entries = await readdir(directory, { withFileTypes: true }).catch(unreadable(directory))
  const found: string[] = []
  const here = await realpath(directory)
  for (const entry of entries) {
    if (entry.name.startsWith('.')) continue
    const path = join(directory, entry.name)
    if (entry.isSymbolicLink()) await assertInside(path, { top, above: [...above, here] })
    const is = entry.isSymbolicLink() ? await stat(path) : entry
    if (is.isDirectory()) found.push(...(await filesBelow(path, { top, above: [...above, here] })))
    else if (is.isFile() && /\.(?:ya?ml|md)$/.test(entry.name)) found.push(path)
  }
  return found
}

async function assertInside(path: string, { top, above }: { top: string; above: readonly string[] }) {
  const real = await realpath(path).catch(() => null)
  const wrong =
    real === null
      ? 'leads nowhere'
      : real !== top && !real.startsWith(`${top}${sep}`)
        ? 'leads out of the bundle’s directory'
        : above.includes(real)
          ? 'leads back to where it stands'
          : null
  if (wrong !== null)
    throw new DexError('input_invalid', `the link \`${path}\` ${wrong}`, {
      mend: 'put the file itself into the directory',
    })
}

const unreadable =
  (directory: string) =>
  (cause: unknown): never => {
    throw new DexError('input_invalid', `\`${directory}\` is not a directory that can be read`, {
      mend: 'name a directory that holds *.yaml policy files',
      cause,
    })
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

const empty = (directory: string): DexError =>
  bundleInvalid([
    {
      ...{ code: 'empty', file: directory, line: 1, column: 1 },
      message: 'the directory holds no *.yaml file',
      mend: 'name a directory that holds *.yaml policy files; names that begin with a dot are left out',
    },
  ])

/** Relative to the bundle: a decision names the same file wherever the bundle lies. */
const relativeTo = (directory: string, path: string): string =>
  relative(directory, path).replaceAll('\\', '/')
