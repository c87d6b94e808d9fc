import { createReadStream } from 'node:fs'
import { DexError } from '#contract/error.ts'
import { linesIn } from '../lines.ts'

/** The lines of a file, or of the standard input for `-`. Throws `input_invalid` when the file cannot be read. */
export async function* linesOf(input: string, standard: () => AsyncIterable<string>): AsyncIterable<string> {
  if (input === '-') return yield* standard()
  const stream = createReadStream(input)
  try {
    yield* linesIn(stream)
  } catch (cause) {
    if (stream.errored === null) throw cause
    throw new DexError('input_invalid', `\`${input}\` cannot be read`, {
      mend: 'name a file of JSON lines, or `-` for the standard input',
      cause,
    })
  }
}
