import type { Command } from 'commander'
import { DexError } from '#contract/error.ts'
import { type Cli, createCommand, createGroup, withWork } from '../command.ts'

export const logCommands = (cli: Cli): Command =>
  createGroup('log', 'the activity log', [list(cli), verify(cli), exportLog(cli)])

const list = (cli: Cli): Command =>
  withWork<{ after: string; limit: string; request?: string }>(
    cli,
    createCommand('list', 'entries, oldest first')
      .option('--after <seq>', 'only those after this position', '0')
      .option('--limit <n>', 'at most so many', '100')
      .option('--request <id>', 'only those of this request'),
    async (run, options) => (await import('./list.ts')).listLog(run, options),
  )

const verify = (cli: Cli): Command =>
  withWork<{ key?: string; checkpoints?: string }>(
    cli,
    createCommand(
      'verify',
      'prove the chain: of the running service, or of an exported file without any service',
    )
      .argument('[file]', 'an export')
      .option('--key <file>', 'public keys that the export is verified with; never taken from the export')
      .option('--checkpoints <file>', 'signed heads that were kept elsewhere, as JSON lines'),
    async (run, options, [file]) => {
      const { verifyFile, verifyService } = await import('./verify.ts')
      if (file === undefined) {
        if (options.key !== undefined || options.checkpoints !== undefined) {
          throw new DexError('usage', '--key and --checkpoints go with a file')
        }
        return verifyService(run)
      }
      if (options.key === undefined) {
        throw new DexError('usage', 'an export is verified with a key from elsewhere: --key is missing', {
          mend: "name the public keys file of the gate's log key, such as .dex/keys/public/log.public.json",
        })
      }
      return verifyFile(run, file, { key: options.key, checkpoints: options.checkpoints ?? null })
    },
  )

const exportLog = (cli: Cli): Command =>
  withWork<{ out?: string }>(
    cli,
    createCommand('export', 'the whole log as JSON lines, with its signed end').option(
      '--out <file>',
      'write there instead of stdout',
    ),
    async (run, { out }) => (await import('./export.ts')).exportLog(run, out ?? null),
  )
