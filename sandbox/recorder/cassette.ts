import { createHash } from 'node:crypto'
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'

const Cassette = z.strictObject({
  version: z.literal(1),
  /** Answers to this one question, in the order in which they were given. */
  answers: z.array(z.looseObject({ type: z.literal('message') })).min(1),
})
type Answer = z.infer<typeof Cassette>['answers'][number]

/** What differs between two runs of the same case: moments, and ids that chance makes. */
const volatile: readonly [RegExp, string][] = [
  [/\b\d{4}-\d\d-\d\dT\d\d:\d\d(?::\d\d(?:\.\d+)?)?Z?/g, '<time>'],
  [/\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b/gi, '<uuid>'],
  [/\breq[_-]?[A-Za-z0-9]{20,40}\b/g, '<request>'],
]

/** The same question gives the same key in every run. */
export function keyOf(body: Record<string, unknown>): string {
  const { model, system, messages, tools } = body
  const text = volatile.reduce(
    (sofar, [pattern, mark]) => sofar.replaceAll(pattern, mark),
    JSON.stringify([model, system, messages, tools]),
  )
  return createHash('sha256').update(text).digest('hex').slice(0, 40)
}

/** Turns of a model in a directory, one file a question. Nothing of a key or a header is in any. */
export function createCassettes(directory: string) {
  const played = new Map<string, number>()
  const file = (key: string): string => join(directory, `${key}.json`)
  let writing = Promise.resolve()

  const read = async (key: string): Promise<Answer[]> => {
    const text = await readFile(file(key), 'utf8').catch(() => null)
    return text === null ? [] : Cassette.parse(JSON.parse(text)).answers
  }
  const append = async (key: string, answer: Answer): Promise<void> => {
    await mkdir(directory, { recursive: true, mode: 0o700 })
    const answers = [...(await read(key)), answer]
    const making = `${file(key)}.new`
    await writeFile(making, `${JSON.stringify({ version: 1, answers }, null, 1)}\n`, { mode: 0o600 })
    await rename(making, file(key))
  }

  return {
    /** One after another: two runs of one question may come at once. */
    keep(key: string, answer: Answer): Promise<void> {
      writing = writing.then(() => append(key, answer))
      return writing
    },
    /** The next answer that was recorded to this question, and the last one from then on; null where there is none. */
    async play(key: string): Promise<Answer | null> {
      const answers = await read(key)
      const count = played.get(key) ?? 0
      played.set(key, count + 1)
      return answers[Math.min(count, answers.length - 1)] ?? null
    },
  }
}
