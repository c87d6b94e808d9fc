import { mkdir, readdir, writeFile } from 'node:fs/promises'
import { join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { catalog } from '#catalog/index.ts'
import { DexError, isDexError } from '#contract/error.ts'
import { loadBundle } from '#policy/load.ts'
import { assertTests } from '#policy/test/assert.ts'
import type { Run } from '../command.ts'
import type { Answers } from './init-questions.ts'
import {
  allPlatforms,
  answered,
  checkAnswer,
  checkAnswers,
  checkPlatforms,
  defaults,
  questions,
} from './init-questions.ts'
import { readBundleFiles } from './read-bundle-files.ts'
import { visible } from '../visible.ts'

const baseline = fileURLToPath(new URL('../../../policy/baseline/', import.meta.url))
const schemas = fileURLToPath(new URL('../../../policy/schema/', import.meta.url))

export type Given = Partial<Omit<Answers, 'platforms'>> & { platform: string[]; yes: boolean }

/**
 * Copies the bundle to start from with a company's answers in it, and sees that it loads and passes its tests before a file is
 * written. A directory that holds anything is left alone. Asks for what no flag says where somebody sits at the terminal.
 */
export async function initDirectory(
  run: Run,
  directory: string,
  given: Given,
): Promise<{ files: string[]; rules: number; digest: string }> {
  const answers = await answersOf(run, given)
  checkAnswers(answers)
  const there = await readdir(directory).catch(() => [])
  if (there.length > 0)
    throw new DexError('usage', `\`${directory}\` is not empty`, {
      mend: 'name a directory that does not exist yet',
    })
  const files = []
  for (const { path, text } of await readBundleFiles(baseline)) {
    const own = answered(path, text, answers)
    if (own !== null) files.push({ path, text: withSchema(own, directory) })
  }
  const bundle = loadBundle({ operator: files }, catalog)
  assertTests(bundle, files, catalog)
  await mkdir(directory, { recursive: true })
  for (const { path, text } of files) await writeFile(join(directory, path), text, { flag: 'wx' })
  return { files: files.map(({ path }) => path), rules: bundle.rules.length, digest: bundle.digest }
}

async function answersOf({ io }: Run, { platform, yes, ...flags }: Given): Promise<Answers> {
  const answers: Answers = {
    ...defaults,
    ...flags,
    platforms: platform.length > 0 ? platform : [...defaults.platforms],
  }
  if (yes || !io.interactive) return answers
  if (platform.length === 0)
    answers.platforms = await askUntil(
      io,
      `Which platforms? [${allPlatforms.join(' ')}] `,
      answers.platforms,
      {
        read: (said) => said.split(/[\s,]+/),
        check: checkPlatforms,
      },
    )
  for (const question of questions) {
    const { key, ask } = question
    if (flags[key] !== undefined) continue
    answers[key] = await askUntil(io, `${ask} [${answers[key]}] `, answers[key], {
      read: (said) => said,
      // The other role, where it is known already.
      check: (answer) => checkAnswer(question, answer, key === 'approverRole' ? flags : answers),
    })
  }
  return answers
}

/** Asks again, saying the mend, until an answer fits; nothing answered is what stands in the brackets. */
async function askUntil<Answer>(
  io: Run['io'],
  ask: string,
  otherwise: Answer,
  { read, check }: { read: (said: string) => Answer; check: (answer: Answer) => void },
): Promise<Answer> {
  for (;;) {
    const said = (await io.ask(ask))?.trim() ?? null
    const answer = said === null || said === '' ? otherwise : read(said)
    try {
      check(answer)
      return answer
    } catch (error) {
      // Nobody is there to answer again.
      if (said === null || !isDexError(error, 'usage')) throw error
      io.stderr(visible(`  ${error.message}: ${error.mend}\n`))
    }
  }
}

/** The first line names the schema from where the copy lies. */
const withSchema = (text: string, directory: string): string =>
  text.replace('$schema=../schema/', `$schema=${relative(directory, schemas).replaceAll('\\', '/')}/`)
