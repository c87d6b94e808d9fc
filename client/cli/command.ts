import { Command } from 'commander'
import type { ExitCode } from './exit-codes.ts'
import { type Io } from './io.ts'
import { createOut, type Out } from './out.ts'

/** What every command's work is handed. */
export interface Run {
  io: Io
  out: Out
  /** The value of `--data`, or `DEX_DATA`, or `.dex`. */
  data: string
}

export interface Cli {
  io: Io
  finish(code: ExitCode): void
}

/** A command with the options that all have. */
export const createCommand = (name: string, description: string): Command =>
  new Command(name)
    .description(description)
    .option('--json', 'one JSON document, or JSON lines, on stdout; all else on stderr', false)
    .option('--data <dir>', 'directory of everything kept on this machine (default: $DEX_DATA or .dex)')

/** A command that only holds others. */
export const createGroup = (name: string, description: string, commands: readonly Command[]): Command => {
  const group = new Command(name).description(description)
  for (const command of commands) group.addCommand(command)
  return group
}

/** Gives a command its work; the result is the exit code. `Options` are what its own options parse to. */
/** An option that may be repeated. */
export const collect = (value: string, before: string[]): string[] => [...before, value]

export function withWork<Options extends object>(
  cli: Cli,
  command: Command,
  work: (run: Run, options: Options, args: string[]) => Promise<ExitCode>,
): Command {
  return command.action(async (...given: unknown[]) => {
    const args = given
      .slice(0, -2)
      .flat()
      .filter((value): value is string => typeof value === 'string')
    const options = command.opts<Options & { json: boolean; data?: string }>()
    const data = options.data ?? cli.io.env.DEX_DATA ?? '.dex'
    const run = { io: cli.io, out: createOut(cli.io, options.json), data }
    cli.finish(await work(run, options, args))
  })
}
