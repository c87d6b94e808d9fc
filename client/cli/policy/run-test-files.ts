import { writeFile } from 'node:fs/promises'
import { catalog } from '#catalog/index.ts'
import { DexError } from '#contract/error.ts'
import { loadBundle } from '#policy/load.ts'
import { junitOf } from '#policy/test/junit.ts'
import { renderTestRun } from '#policy/test/render.ts'
import { runTests } from '#policy/test/run.ts'
import type { Run } from '../command.ts'
import { type ExitCode, exitCodes } from '../exit-codes.ts'
import { readBundleFiles } from './read-bundle-files.ts'

interface Options {
  operator?: string
  coverageMin?: string
  junit?: string
}

/** Runs a directory's own tests; with `--operator` it is a tenant's, tested together with the operator's. */
export async function runTestFiles({ out }: Run, directory: string, options: Options): Promise<ExitCode> {
  const least = options.coverageMin === undefined ? 0 : Number(options.coverageMin)
  if (!(least >= 0 && least <= 100))
    throw new DexError('usage', `--coverage-min \`${options.coverageMin}\` is not a percentage`, {
      mend: 'write a number from 0 to 100',
    })
  const files = await readBundleFiles(directory)
  const bundle = loadBundle(
    options.operator === undefined
      ? { operator: files }
      : { operator: await readBundleFiles(options.operator), tenant: { id: null, files } },
    catalog,
  )
  const run = runTests(bundle, files, catalog)
  if (run.tests.length === 0)
    throw new DexError('input_invalid', `\`${directory}\` holds no test`, {
      mend: 'write a file that ends in .test.yaml; see docs/policy.md',
    })
  if (options.junit !== undefined) await writeFile(options.junit, junitOf(run))
  const covered = run.coverage.percent >= least
  out.result({ ...run, covered }, () => {
    const short = covered ? '' : `\ncoverage is below --coverage-min ${least}`
    return `${renderTestRun(run)}${short}`
  })
  return run.passed && covered ? exitCodes.done : exitCodes.no
}
