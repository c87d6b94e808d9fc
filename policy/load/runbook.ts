import type { Runbook, SourceFile } from '../bundle.ts'
import type { Problem } from '../problem.ts'
import { bounds } from '../schema/document.ts'
import { RunbookHead } from '../schema/runbook.ts'
import { byCodeUnits } from '../bundle.ts'
import { schemaProblems } from './schema-problems.ts'
import { unsafeLines } from './text.ts'
import { readYaml } from './yaml.ts'

/** Markdown of a bundle, but for the file that says to people what the directory is. */
export const isRunbook = (path: string): boolean => path.endsWith('.md') && !/(?:^|\/)README\.md$/i.test(path)

/**
 * A runbook from its file: YAML between two lines of three dashes, then Markdown. Null where something is wrong with it; every
 * problem is then in `problems`, at its line.
 */
export function readRunbook({ path: file, text }: SourceFile, problems: Problem[]): Runbook | null {
  const before = problems.length
  const add = (code: string, line: number, message: string, mend: string): void =>
    void problems.push({ code, file, line, column: 1, message, mend })
  const lines = text.replaceAll('\r\n', '\n').split('\n')
  const end = lines.indexOf('---', 1)
  if (lines[0] !== '---' || end < 0) {
    add(
      'runbook_head',
      1,
      'the runbook does not begin with its head',
      'begin with `---`, `id`, `title`, `---`',
    )
    return null
  }
  // The first line stays, empty, so that places are those of the file.
  const head = readYaml(file, ['', ...lines.slice(1, end)].join('\n'))
  problems.push(...head.problems)
  const [document] = head.documents
  const parsed = document && RunbookHead.safeParse(document.value)
  if (document && parsed && !parsed.success)
    problems.push(...schemaProblems(file, document, parsed.error, false))
  const body = lines.slice(end + 1)
  for (const [at, line] of body.entries()) {
    const unsafe = line.includes('<!--') ? 'holds a comment that readers do not see' : unsafeLines(line)
    if (unsafe !== null) add('text_unsafe', end + 2 + at, `the line ${unsafe}`, 'retype it')
  }
  const written = body.join('\n').trim()
  if (written === '') add('empty', end + 1, 'the runbook says nothing', 'write it below its head')
  if (written.length > bounds.runbookCharacters)
    add(
      'too_large',
      end + 2,
      `the runbook is longer than ${bounds.runbookCharacters} characters`,
      'split it by what each part is about',
    )
  if (!parsed?.success || problems.length > before) return null
  const { id, title, about, language, always } = parsed.data
  return {
    id,
    title,
    about: [...new Set(about)].toSorted(byCodeUnits),
    language,
    always,
    text: written,
    file,
  }
}

/** What only shows when all of a bundle's runbooks are together. */
export function runbookProblems(runbooks: readonly Runbook[]): Problem[] {
  const problems: Problem[] = []
  const at = ({ file }: Runbook) => ({ file, line: 1, column: 1 })
  const first = new Map<string, Runbook>()
  for (const runbook of runbooks) {
    const other = first.get(runbook.id)
    if (other === undefined) first.set(runbook.id, runbook)
    else
      problems.push({
        ...at(runbook),
        code: 'runbook_duplicate',
        message: `the id \`${runbook.id}\` stands already in \`${other.file}\``,
        mend: 'choose another id',
      })
  }
  const [last] = runbooks.slice(-1)
  if (last && runbooks.length > bounds.runbooks)
    problems.push({
      ...at(last),
      code: 'too_large',
      message: `the bundle holds more than ${bounds.runbooks} runbooks`,
      mend: 'merge what is about the same',
    })
  const always = runbooks.filter((runbook) => runbook.always)
  const [lastAlways] = always.slice(-1)
  if (lastAlways && always.reduce((sum, { text }) => sum + text.length, 0) > bounds.alwaysCharacters)
    problems.push({
      ...at(lastAlways),
      code: 'too_large',
      message: `what is \`always\` told is longer than ${bounds.alwaysCharacters} characters together`,
      mend: 'leave `always` out of what is not needed for every request',
    })
  return problems
}
