import type { ActionDefinition } from '#contract/action.ts'
import type { AnalysisSummary, BundleChange, BundleTests } from '#contract/publication.ts'
import type { FactSources } from '#contract/self-set-facts.ts'
import { analyze } from '#policy/analyze/analyze.ts'
import type { Asking } from '#policy/analyze/question.ts'
import type { Bundle, SourceFile } from '#policy/bundle.ts'
import { createDecider } from '#policy/decide.ts'
import { diffBundles } from '#policy/diff/diff.ts'
import { reviewOf } from '#policy/diff/review.ts'
import { fromJson, toJson } from '#policy/json.ts'
import { loadBundle } from '#policy/load.ts'
import { bundleInvalid } from '#policy/problem.ts'
import { assertTests } from '#policy/test/assert.ts'
import { testsOf } from '#policy/test/on-record.ts'
import { uniteBundles } from '#policy/unite.ts'
import { readingUnsourced } from '#policy/unsourced.ts'
import { summaryOf } from './analysis-summary.ts'
import { loosens } from './loosens.ts'

export interface Case {
  tenant: string
  owner: 'operator' | 'tenant'
  /** Canonical JSON of what is in force; null: none yet. */
  inForce: { operator: object | null; tenant: object | null }
  /** As it was read from files, or canonical JSON of an older one. */
  proposed: { files: SourceFile[] } | { body: object }
  /** Of each organization that it would decide for, as far as whoever publishes may know. */
  sources: readonly FactSources[]
}

export interface Loaded {
  digest: string
  body: object
  /** Of the operator's and the tenant's together, as it would be in force. */
  united: string
  rules: number
  /** Null where it came without its files. */
  tests: BundleTests | null
}

/** What is known so far, in the order in which it comes. */
export type Finding =
  | { kind: 'loaded'; loaded: Loaded }
  | { kind: 'change'; change: BundleChange }
  | { kind: 'analysis'; analysis: AnalysisSummary }

/** Longer than this nobody reads, and each is shown to people. */
const reviewMax = 200_000

/**
 * Judges a bundle before it may be published: loads it with the other owner's part, runs its tests, compares it with what is in
 * force over all inputs, and analyses it. Throws `bundle_invalid` with every problem; asks the solver only after that.
 */
export async function* judge(
  about: Case,
  asking: () => Promise<Asking>,
  catalog: ReadonlyMap<string, ActionDefinition>,
): AsyncGenerator<Finding> {
  const bundle = load(about, catalog)
  assertSourced(bundle, about.sources, catalog)
  const own = about.inForce.tenant && fromJson(about.inForce.tenant)
  const operator = about.inForce.operator && fromJson(about.inForce.operator)
  const after =
    bundle.owner === 'operator'
      ? uniteBundles(bundle, own)
      : uniteBundles(operator ?? nothing(catalog), bundle)
  // A stored bundle may name what the catalog no longer has.
  createDecider(after, { catalog })
  const tests =
    'files' in about.proposed
      ? // As it will be in force: a tenant's own together with the operator's.
        testsOf(
          assertTests(bundle.owner === 'operator' ? bundle : after, about.proposed.files, catalog),
          bundle,
        )
      : null
  const loaded = {
    digest: bundle.digest,
    body: JSON.parse(toJson(bundle)) as object,
    united: after.digest,
    rules: bundle.rules.length,
    tests,
  }
  yield { kind: 'loaded', loaded }
  const before = uniteBundles(operator ?? nothing(catalog), operator === null ? null : own)
  const ask = await asking()
  yield { kind: 'change', change: await changeOf(ask, before, after, catalog) }
  yield { kind: 'analysis', analysis: summaryOf(await analyze(ask, after, catalog)) }
}

/** Throws `bundle_invalid` for what would rest on facts that people may have set of themselves (T10). */
export function assertSourced(
  bundle: Bundle,
  sources: readonly FactSources[],
  catalog: ReadonlyMap<string, ActionDefinition>,
): void {
  const found = sources.flatMap((each) => readingUnsourced(bundle, each, catalog))
  const problems = [...new Map(found.map((each) => [JSON.stringify(each), each])).values()]
  if (problems.length > 0) throw bundleInvalid(problems)
}

/** Before the first bundle: no rule, so everything is denied. */
const nothing = (catalog: ReadonlyMap<string, ActionDefinition>): Bundle =>
  loadBundle({ operator: [{ path: 'nothing.yaml', text: noRules }] }, catalog)

const noRules = 'apiVersion: dex/v1\nkind: Policy\nlayer: global\nrules: []\n'

function load(about: Case, catalog: ReadonlyMap<string, ActionDefinition>): Bundle {
  if ('body' in about.proposed) return fromJson(about.proposed.body)
  const { files } = about.proposed
  return loadBundle(
    about.owner === 'operator' ? { operator: files } : { operator: [], tenant: { id: about.tenant, files } },
    catalog,
  )
}

async function changeOf(
  asking: Asking,
  before: Bundle,
  after: Bundle,
  catalog: ReadonlyMap<string, ActionDefinition>,
): Promise<BundleChange> {
  const diff = await diffBundles(asking, before, after, catalog)
  const review = reviewOf(diff)
  return {
    loosens: await loosens(asking, before, after, diff, catalog),
    told: true,
    review: review.length > reviewMax ? `${review.slice(0, reviewMax)}\n\n… cut here` : review,
    changes: diff.changes.map(({ kind, action, answer }) => ({ kind, action, answer })),
    rules: diff.rules,
  }
}

/** Where the comparison did not come to an end: it may be anything, so it counts as loosening. */
export const untold: BundleChange = {
  loosens: true,
  told: false,
  review: 'What this changes in decisions could not be told in time: it counts as loosening.',
  changes: [],
  rules: { added: [], removed: [], changed: [] },
}
