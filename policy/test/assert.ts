import type { Bundle, SourceFile } from '../bundle.ts'
import type { Catalog } from '../load.ts'
import { bundleInvalid } from '../problem.ts'
import { problemsOfRun } from './problems.ts'
import type { TestRun } from './run.ts'
import { runTests } from './run.ts'

/** Throws `bundle_invalid` with each failure at its place, so that a bundle whose tests fail never comes into force. */
export function assertTests(bundle: Bundle, files: readonly SourceFile[], catalog: Catalog): TestRun {
  const run = runTests(bundle, files, catalog)
  if (!run.passed) throw bundleInvalid(problemsOfRun(run))
  return run
}
