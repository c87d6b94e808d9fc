import type { TestRun } from './run.ts'
import { failuresIn } from './render.ts'

/** JUnit's XML, as continuous integration reads it: a suite a test, a case an input. */
export function junitOf({ tests, cases, failures }: TestRun): string {
  const suites = tests.map((test) => {
    const all = test.cases.map(({ principal, action, target, differences }) => {
      const name = escape(`${principal} · ${action} · ${target ?? 'no target'}`)
      const said = differences.map(
        ({ what, expected, got }) =>
          `${what}: expected ${JSON.stringify(expected)}, got ${JSON.stringify(got)}`,
      )
      const open = `    <testcase classname="${escape(test.file)}" name="${name}"`
      return said.length === 0
        ? `${open}/>`
        : `${open}><failure message="${escape(said.join('; '))}"/></testcase>`
    })
    const faults = test.faults.map(
      (fault) =>
        `    <testcase classname="${escape(test.file)}" name="the test itself"><failure message="${escape(fault)}"/></testcase>`,
    )
    const counts = `tests="${all.length + faults.length}" failures="${failuresIn(test).length}"`
    return [
      `  <testsuite name="${escape(test.name)}" file="${escape(test.file)}" ${counts}>`,
      ...all,
      ...faults,
      '  </testsuite>',
    ].join('\n')
  })
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites name="policy" tests="${cases}" failures="${failures}">`,
    ...suites,
    '</testsuites>',
    '',
  ].join('\n')
}

const entities: Record<string, string> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&apos;',
}
/** XML 1.0 allows no control characters but these three, not even escaped. */
const forbidden = /(?![\t\n\r])[\p{Cc}\ufffe\uffff]/gu
const escape = (text: string): string =>
  text.replaceAll(/[&<>"']/g, (found) => entities[found] ?? '').replaceAll(forbidden, '?')
