import { CommanderError } from 'commander'
import { DexError } from '#contract/error.ts'
import { exitCodes } from './exit-codes.ts'
import type { Io } from './io.ts'
import { createProgram } from './program.ts'
import { reportError } from './report-error.ts'

/** Runs one command line, without the program's name, to its exit code. Never throws. */
export async function runCli(argv: readonly string[], io: Io): Promise<number> {
  const json = argv.includes('--json')
  let code: number = exitCodes.done
  let complaint = ''
  const program = createProgram({
    io,
    finish: (value) => {
      code = value
    },
    complain: (text) => {
      complaint += text
    },
  })
  try {
    await program.parseAsync([...argv], { from: 'user' })
    return code
  } catch (error) {
    if (!(error instanceof CommanderError)) return reportError(error, io, json)
    if (error.code === 'commander.helpDisplayed' || error.code === 'commander.version') return exitCodes.done
    if (error.code === 'commander.help') {
      io.stderr(complaint)
      return exitCodes.wrongUse
    }
    return reportError(usageError(complaint || error.message), io, json)
  }
}

/** Commander's own words in our form; its guess of the nearest name becomes the mend. */
function usageError(text: string): DexError {
  const lines = text.trim().split('\n')
  const message = (lines[0] ?? '').replace(/^error: /, '').replaceAll("'", '`')
  const guess = /\(Did you mean (?:one of )?(.+)\?\)/.exec(text)?.[1]
  const mend =
    guess === undefined ? 'see `dex --help`, or `--help` of the command' : `did you mean \`${guess}\`?`
  return new DexError('usage', message, { mend })
}
