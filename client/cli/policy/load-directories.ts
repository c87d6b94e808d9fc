import { catalog } from '#catalog/index.ts'
import { DexError } from '#contract/error.ts'
import type { Bundle } from '#policy/bundle.ts'
import { loadBundle } from '#policy/load.ts'
import { readBundleFiles } from './read-bundle-files.ts'

/** The operator's directory, and the tenant's where two are given, united. Throws `bundle_invalid`, `usage`. */
export async function loadDirectories(directories: readonly string[]): Promise<Bundle> {
  const [operator, tenant, ...more] = directories
  if (operator === undefined || more.length > 0) {
    throw new DexError(
      'usage',
      operator === undefined ? '--bundle is missing' : '--bundle was given more than twice',
      {
        mend: "give --bundle once for the operator's directory, and once more for the tenant's",
      },
    )
  }
  return loadBundle(
    {
      operator: await readBundleFiles(operator),
      ...(tenant === undefined ? {} : { tenant: { id: null, files: await readBundleFiles(tenant) } }),
    },
    catalog,
  )
}
