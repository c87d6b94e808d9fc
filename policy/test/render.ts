import type { TestResult, TestRun } from './run.ts'

/** For a terminal: what failed, then one line of counts and the rules that no test exercised. */
export function renderTestRun({ tests, cases, failures, coverage }: TestRun): string {
  const lines: string[] = []
  for (const test of tests) {
    lines.push(
      `${test.passed ? 'ok    ' : 'FAILED'} ${test.file}:${test.line} ${test.name} (${test.cases.length})`,
    )
    for (const failure of failuresIn(test)) lines.push(`         ${failure}`)
  }
  lines.push(
    '',
    `${tests.length} tests, ${cases} inputs, ${failures === 0 ? 'all as expected' : `${failures} not as expected`}`,
    `rules exercised: ${coverage.exercised} of ${coverage.rules} (${coverage.percent} %)`,
  )
  for (const rule of coverage.missed) lines.push(`  no test exercises ${rule.id} (${rule.file}:${rule.line})`)
  return lines.join('\n')
}

/** One line for each thing that is not as expected. */
export function failuresIn(test: TestResult): string[] {
  const cases = test.cases.filter((each) => each.differences.length > 0)
  return [
    ...test.faults,
    ...cases.map(
      ({ principal, target, action, differences }) =>
        `${principal} · ${action} · ${target ?? 'no target'}: ${differences
          .map(({ what, expected, got }) => `${what}: expected ${shown(expected)}, got ${shown(got)}`)
          .join('; ')}`,
    ),
  ]
}

const shown = (value: unknown): string => (typeof value === 'string' ? value : JSON.stringify(value))
