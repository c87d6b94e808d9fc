import type { Problem } from '../problem.ts'
import { failuresIn } from './render.ts'
import type { TestRun } from './run.ts'

/** What keeps a bundle from being published: each failure at the line of its test. */
export const problemsOfRun = ({ tests }: TestRun): Problem[] =>
  tests.flatMap((test) =>
    failuresIn(test).map((failure) => ({
      code: 'test_failed',
      file: test.file,
      line: test.line,
      column: 1,
      message: `the test “${test.name}” fails: ${failure}`,
      mend: 'mend the bundle or the test: dex policy test DIR',
    })),
  )
