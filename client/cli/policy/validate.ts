import { catalog } from '#catalog/index.ts'
import { loadBundle } from '#policy/load.ts'
import { readBundleFiles } from './read-bundle-files.ts'

/** Throws `bundle_invalid` with every problem at its place. */
export async function validateDirectory(
  directory: string,
  asTenant: boolean,
): Promise<{ digest: string; rules: number; runbooks: number }> {
  const files = await readBundleFiles(directory)
  const bundle = loadBundle(
    asTenant ? { operator: [], tenant: { id: null, files } } : { operator: files },
    catalog,
  )
  return { digest: bundle.digest, rules: bundle.rules.length, runbooks: bundle.runbooks.length }
}
