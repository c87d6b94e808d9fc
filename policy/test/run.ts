import type { ActionDefinition } from '#contract/action.ts'
import type { Decision } from '#contract/decision.ts'
import { coversAny } from '../action-pattern.ts'
import type { Bundle, SourceFile } from '../bundle.ts'
import { createDecider } from '../decide.ts'
import type { Expectation } from '../schema/test-document.ts'
import type { Difference } from './compare.ts'
import { differences } from './compare.ts'
import type { Cell } from './matrix.ts'
import { cellsOf } from './matrix.ts'
import type { LocatedTests } from './read.ts'
import { readTests } from './read.ts'

export interface CaseResult {
  principal: string
  target: string | null
  action: string
  effect: Decision['effect']
  decidedBy: Decision['decidedBy']
  /** Empty: as expected. */
  differences: Difference[]
}

export interface TestResult {
  file: string
  line: number
  name: string
  cases: CaseResult[]
  /** What is wrong with the test itself: nothing expected, an expectation that no input meets, an unknown name. */
  faults: string[]
  passed: boolean
}

export interface RuleCoverage {
  rules: number
  exercised: number
  /** Of 100, cut after one decimal; 100 only when every rule was. */
  percent: number
  /** Rules that matched in no test; by id. */
  missed: { id: string; file: string; line: number }[]
}

export interface TestRun {
  passed: boolean
  tests: TestResult[]
  cases: number
  failures: number
  coverage: RuleCoverage
}

/** Runs the `*.test.yaml` among the files against a bundle. Throws `bundle_invalid` when a test file cannot be read. */
export function runTests(
  bundle: Bundle,
  files: readonly SourceFile[],
  catalog: ReadonlyMap<string, ActionDefinition>,
): TestRun {
  const decide = createDecider(bundle, { catalog })
  const matched = new Set<string>()
  const runOne = (located: LocatedTests, { test, line }: LocatedTests['tests'][number]): TestResult => {
    const { cells, faults } = cellsOf(located.document, test, catalog, bundle.tenant)
    if (test.expect.length === 0) faults.push('the test expects nothing')
    if (cells.length === 0) faults.push('the test makes no input: no target fits an action')
    const met = new Set<Expectation>()
    const cases = cells.map((cell): CaseResult => {
      const decision = decide(cell.input)
      for (const { rules } of decision.layers)
        for (const hit of rules) if (hit.error === undefined) matched.add(hit.id)
      const expected = test.expect.find((each) => selects(each, cell))
      if (expected !== undefined) met.add(expected)
      const { principal, target, action } = cell
      const missing: Difference = {
        what: 'expectation',
        expected: 'one that selects this input',
        got: decision.effect,
      }
      return {
        principal,
        target,
        action,
        effect: decision.effect,
        decidedBy: decision.decidedBy,
        differences: expected === undefined ? [missing] : differences(expected, decision),
      }
    })
    for (const [number, expected] of test.expect.entries())
      if (!met.has(expected))
        faults.push(`expectation ${number + 1} (${sayExpectation(expected)}) is met by no input`)
    const passed = faults.length === 0 && cases.every((each) => each.differences.length === 0)
    return { file: located.file, line, name: test.name, cases, faults, passed }
  }
  const tests = readTests(files).flatMap((located) => located.tests.map((test) => runOne(located, test)))
  return {
    passed: tests.every((test) => test.passed),
    tests,
    cases: tests.reduce((sum, test) => sum + test.cases.length, 0),
    failures: tests.reduce((sum, test) => sum + failuresOf(test), 0),
    coverage: coverageOf(bundle, matched),
  }
}

export const failuresOf = (test: TestResult): number =>
  test.faults.length + test.cases.filter((each) => each.differences.length > 0).length

const selects = (expected: Expectation, cell: Cell): boolean =>
  (expected.principals?.includes(cell.principal) ?? true) &&
  (expected.targets === undefined || (cell.target !== null && expected.targets.includes(cell.target))) &&
  (expected.actions === undefined || coversAny(expected.actions, cell.action))

const sayExpectation = ({ effect, principals, targets, actions }: Expectation): string =>
  [effect, ...(principals ?? []), ...(targets ?? []), ...(actions ?? [])].join(' ')

function coverageOf({ rules }: Bundle, matched: ReadonlySet<string>): RuleCoverage {
  const missed = rules.filter(({ id }) => !matched.has(id)).map(({ id, file, line }) => ({ id, file, line }))
  const exercised = rules.length - missed.length
  const percent = rules.length === 0 ? 100 : Math.floor((exercised / rules.length) * 1_000) / 10
  return { rules: rules.length, exercised, percent, missed }
}
