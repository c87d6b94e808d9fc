import { mkdir, readdir, writeFile } from 'node:fs/promises'
import { join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { catalog } from '#catalog/index.ts'
import { DexError } from '#contract/error.ts'
import { loadBundle } from '#policy/load.ts'
import { assertTests } from '#policy/test/assert.ts'
import type { Run } from '../command.ts'
import type { Answers } from './init-questions.ts'
import { allPlatforms, answered, checkAnswers, defaults, questions } from './init-questions.ts'
import { readBundleFiles } from './read-bundle-files.ts'

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
  if (platform.length === 0) {
    const said = await io.ask(`Which platforms? [${allPlatforms.join(' ')}] `)
    if (said !== null && said.trim() !== '') answers.platforms = said.trim().split(/[\s,]+/)
  }
  for (const { key, ask } of questions) {
    if (flags[key] !== undefined) continue
    const said = await io.ask(`${ask} [${answers[key]}] `)
    if (said !== null && said.trim() !== '') answers[key] = said.trim()
  }
  return answers
}

/** The first line names the schema from where the copy lies. */
const withSchema = (text: string, directory: string): string =>
  text.replace('$schema=../schema/', `$schema=${relative(directory, schemas).replaceAll('\\', '/')}/`)
