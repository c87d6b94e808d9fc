import type { SourceFile } from '../bundle.ts'
import { schemaProblems } from '../load/schema-problems.ts'
import type { Problem } from '../problem.ts'
import { bundleInvalid } from '../problem.ts'
import type { MatrixTest } from '../schema/test-document.ts'
import { TestDocument } from '../schema/test-document.ts'
import { readYaml } from '../load/yaml.ts'

export interface LocatedTests {
  file: string
  document: TestDocument
  /** The document's tests, each with its line. */
  tests: { test: MatrixTest; line: number }[]
}

export const isTestFile = (path: string): boolean => /\.test\.ya?ml$/.test(path)

/** The `*.test.yaml` among a bundle's files. Throws `bundle_invalid` with every problem at its place. */
export function readTests(files: readonly SourceFile[]): LocatedTests[] {
  const problems: Problem[] = []
  const found: LocatedTests[] = []
  for (const { path, text } of files.filter((file) => isTestFile(file.path))) {
    const read = readYaml(path, text)
    problems.push(...read.problems)
    for (const document of read.documents) {
      const parsed = TestDocument.safeParse(document.value)
      if (!parsed.success) {
        problems.push(...schemaProblems(path, document, parsed.error, false).map(asTest))
        continue
      }
      const tests = parsed.data.tests.map((test, at) => ({ test, line: document.place(['tests', at]).line }))
      found.push({ file: path, document: parsed.data, tests })
    }
  }
  if (problems.length > 0) throw bundleInvalid(problems)
  return found
}

const asTest = (problem: Problem): Problem =>
  problem.code === 'kind_unknown' ? { ...problem, mend: 'write `kind: Test`' } : problem
