import { readFile } from 'node:fs/promises'
import type { Command } from 'commander'
import { DexError } from '#contract/error.ts'
import { type Cli, createCommand, createGroup, type Run, withWork } from '../command.ts'
import type { ExitCode } from '../exit-codes.ts'

export const requestCommands = (cli: Cli): Command =>
  createGroup('request', 'requests to the engineer', [
    create(cli),
    list(cli),
    show(cli),
    watch(cli),
    tell(cli, 'cancel', 'cancel a request'),
    tell(cli, 'take-over', 'go on by hand; the engineer stops'),
    instruct(cli),
    settle(cli),
    undo(cli),
  ])

const requests = () => import('./requests.ts')

const create = (cli: Cli): Command =>
  withWork<{ title?: string; text?: string; list?: string }>(
    cli,
    createCommand('create', 'ask for something, as the signed-in person')
      .requiredOption('--title <text>', 'what it is about')
      .option('--text <text>', 'what is wrong or wanted; `-` reads the standard input', '')
      .option(
        '--list <file>',
        'targets as CSV with a column email, login or id; or one address or id a line',
      ),
    async (run, { title = '', text = '', list }) => {
      const body = {
        title,
        text: text === '-' ? await all(run.io.lines()) : text,
        ...(list !== undefined && { list: await readListFile(list) }),
      }
      return (await requests()).createRequest(run, body)
    },
  )

const list = (cli: Cli): Command =>
  withWork<{ status?: string; limit: string; inDoubt?: boolean }>(
    cli,
    createCommand('list', 'requests, newest first')
      .option('--status <status>', 'only those in this status')
      .option('--limit <n>', 'at most so many', '20')
      .option('--in-doubt', 'steps of which nobody can tell whether the platform did them'),
    async (run, options) =>
      options.inDoubt
        ? (await import('./in-doubt.ts')).listInDoubt(run)
        : (await requests()).listRequests(run, options),
  )

const show = (cli: Cli): Command =>
  withWork(
    cli,
    createCommand('show', 'one request: where it stands, and its story so far').argument(
      '<id>',
      'such as req_…',
    ),
    async (run, _options, [id = '']) => (await import('./show.ts')).showRequest(run, id),
  )

const watch = (cli: Cli): Command =>
  withWork(
    cli,
    createCommand('watch', 'the story as it goes on, a line each, until its content is destroyed').argument(
      '<id>',
      'such as req_…',
    ),
    async (run, _options, [id = '']) => (await import('./show.ts')).watchRequest(run, id),
  )

const tell = (cli: Cli, verb: 'cancel' | 'take-over', description: string): Command =>
  withWork(
    cli,
    createCommand(verb, description).argument('<id>', 'such as req_…'),
    async (run, _options, [id = '']) => (await requests()).tellRequest(run, id, verb, undefined),
  )

const instruct = (cli: Cli): Command =>
  withWork(
    cli,
    createCommand('instruct', 'tell the engineer something it should take into account')
      .argument('<id>', 'such as req_…')
      .argument('<text>', 'what it should know or do'),
    async (run, _options, [id = '', text = '']): Promise<ExitCode> => {
      if (text.trim() === '') throw new DexError('usage', 'the instruction is empty')
      return (await requests()).tellRequest(run, id, 'instruct', { text })
    },
  )

const settle = (cli: Cli): Command =>
  withWork<{ happened?: boolean; notHappened?: boolean; seen: string; reference?: string }>(
    cli,
    createCommand('settle', 'say whether the platform did a step in doubt, after looking there')
      .argument('<id>', 'such as req_…')
      .argument('<step>', 'its number')
      .option('--happened', 'it was done')
      .option('--not-happened', 'it was not done')
      .requiredOption('--seen <where>', 'platform_log, object or person')
      .option('--reference <id>', 'an id there, such as of an entry in the log'),
    async (run, options, [id = '', step = '']) =>
      (await import('./in-doubt.ts')).settleInDoubt(run, id, step, options),
  )

const undo = (cli: Cli): Command =>
  withWork(
    cli,
    createCommand('undo', 'ask for the reverse of what a step did, as a request of its own')
      .argument('<id>', 'such as req_…')
      .argument('<step>', 'its number'),
    async (run, _options, [id = '', step = '']) => (await import('./undo.ts')).undoStep(run, id, step),
  )

async function readListFile(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8')
  } catch (cause) {
    throw new DexError('usage', `the list \`${path}\` cannot be read`, { cause })
  }
}

async function all(lines: ReturnType<Run['io']['lines']>): Promise<string> {
  const read: string[] = []
  for await (const line of lines) read.push(line)
  return read.join('\n')
}
