import type { Command } from 'commander'
import { type Cli, createCommand, createGroup, withWork } from '../command.ts'
import { exitCodes } from '../exit-codes.ts'

export const keyCommands = (cli: Cli): Command =>
  createGroup('key', 'key files', [
    withWork<{ tenant?: string }>(
      cli,
      createCommand('create', 'make the key files of an installation under --data, and of a tenant').option(
        '--tenant <name>',
        'also the keys of this tenant',
      ),
      async (run, { tenant }) => {
        const { createKeys } = await import('./create.ts')
        const made = await createKeys(run, tenant ?? null)
        run.out.result(made, () =>
          [
            `keys for ${made.profile} stand under ${made.directory}`,
            `public keys: ${made.decisionPublicKeys}`,
          ].join('\n'),
        )
        return exitCodes.done
      },
    ),
  ])
