import type { BundleTests } from '#contract/publication.ts'
import type { Bundle } from '../bundle.ts'
import type { TestRun } from './run.ts'

/** What is kept of a run that passed, of the bundle's own rules. */
export function testsOf({ cases, coverage }: TestRun, bundle: Bundle): BundleTests {
  const own = new Set(bundle.rules.map(({ id }) => id))
  return { cases, missed: coverage.missed.map(({ id }) => id).filter((id) => own.has(id)) }
}
