import { type Command, CommanderError } from 'commander'
import { codes } from '#contract/codes.ts'
import { DexError, isDexError } from '#contract/error.ts'
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
    if (!(error instanceof CommanderError)) return reportError(named(error, program, argv), io, json)
    if (error.code === 'commander.helpDisplayed' || error.code === 'commander.version') return exitCodes.done
    if (error.code === 'commander.help') {
      io.stderr(complaint)
      return exitCodes.wrongUse
    }
    return reportError(usageError(complaint || error.message, commandOf(program, argv)), io, json)
  }
}

/** The command that this line names, as far as its words go. */
function commandOf(program: Command, argv: readonly string[]): string {
  let at = program
  const path = [program.name()]
  for (const word of argv) {
    const next = at.commands.find((each) => each.name() === word)
    if (!next) break
    at = next
    path.push(word)
  }
  return path.join(' ')
}

/** Where wrong use names no way out of its own, the command's own help is one. */
function named(error: unknown, program: Command, argv: readonly string[]): unknown {
  if (!isDexError(error, 'usage') || error.mend !== codes.usage.mend) return error
  return new DexError('usage', error.message, {
    mend: `see \`${commandOf(program, argv)} --help\``,
    extra: error.extra,
    cause: error,
  })
}

/** Commander's own words in our form; its guess of the nearest name becomes the mend. */
function usageError(text: string, command: string): DexError {
  const lines = text.trim().split('\n')
  const message = (lines[0] ?? '').replace(/^error: /, '').replaceAll("'", '`')
  const guess = /\(Did you mean (?:one of )?(.+)\?\)/.exec(text)?.[1]
  const mend =
    guess === undefined ? `see \`${command} --help\`` : `did you mean \`${sayGuess(command, guess)}\`?`
  return new DexError('usage', message, { mend })
}

/** A command's name with what stands before it, so that it can be typed as it is; an option alone. */
const sayGuess = (command: string, guess: string): string =>
  guess.startsWith('-') || guess.includes(',') ? guess : `${command} ${guess}`
