import type { Command } from 'commander'
import { DexError } from '#contract/error.ts'
import { type Cli, collect, createCommand, createGroup, withWork } from '../command.ts'
import { type FilterOptions, withFilter } from './filter.ts'
import type { PersonOptions } from './mine.ts'

export const logCommands = (cli: Cli): Command =>
  createGroup('log', 'the activity log', [
    list(cli),
    mine(cli),
    person(cli),
    verify(cli),
    exportLog(cli),
    rotateKey(cli),
  ])

const list = (cli: Cli): Command =>
  withWork<FilterOptions & { limit: string }>(
    cli,
    withFilter(createCommand('list', 'entries, oldest first')).option(
      '--limit <n>',
      'at most so many',
      '100',
    ),
    async (run, options) => (await import('./list.ts')).listLog(run, options),
  )

const mine = (cli: Cli): Command =>
  withWork<{ limit: string }>(
    cli,
    createCommand('mine', 'everything Dex did to you or for you, newest first').option(
      '--limit <n>',
      'at most so many',
      '100',
    ),
    async (run, options) => (await import('./mine.ts')).listMine(run, options),
  )

const person = (cli: Cli): Command =>
  withWork<PersonOptions>(
    cli,
    createCommand(
      'person',
      'everything Dex did to a named person or for them, who asked for it; newest first',
    )
      .option('--person <id>', 'who they are here, per_…')
      .option('--email <address>', 'an address that requests were filed for')
      .option('--account <platform:id>', 'an account of theirs, linked or not; may be repeated', collect, [])
      .option('--limit <n>', 'at most so many', '1000'),
    async (run, options) => (await import('./mine.ts')).listOfPerson(run, options),
  )

const verify = (cli: Cli): Command =>
  withWork<{ key?: string; checkpoints?: string }>(
    cli,
    createCommand(
      'verify',
      'prove the chain: of the running service, or of an exported file without any service',
    )
      .argument('[file]', 'an export; without one the running service is asked')
      .option('--key <file>', 'public keys that it is verified with; never taken from the export')
      .option('--checkpoints <file>', 'checkpoints that were kept elsewhere, as they were written there'),
    async (run, options, [file]) => {
      const { verifyFile, verifyService, verifyStream } = await import('./verify.ts')
      if (options.key === undefined) {
        if (file === undefined && options.checkpoints === undefined) return verifyService(run)
        throw new DexError('usage', 'a log is verified with a key from elsewhere: --key is missing', {
          mend: "name the file of the log's public keys, such as .dex/keys/public/log.public.json",
        })
      }
      const given = { key: options.key, checkpoints: options.checkpoints ?? null }
      return file === undefined ? verifyStream(run, given) : verifyFile(run, file, given)
    },
  )

const exportLog = (cli: Cli): Command =>
  withWork<FilterOptions & { out?: string; format: string }>(
    cli,
    withFilter(createCommand('export', 'the log as a file: JSON lines with a signed end, CSV, or OCSF'))
      .option('--format <format>', '`jsonl`, `csv` or `ocsf`', 'jsonl')
      .option('--out <file>', 'write there instead of stdout'),
    async (run, options) => (await import('./export.ts')).exportLog(run, options),
  )

const rotateKey = (cli: Cli): Command =>
  withWork(
    cli,
    createCommand('rotate-key', 'a new key for checkpoints; what the old one signed goes on verifying'),
    async (run) => (await import('./rotate-key.ts')).rotateKey(run),
  )
