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
    withWork<{ tenant?: string; signing: boolean; resume: boolean }>(
      cli,
      createCommand('rotate', 'new keys from now on; nothing that is sealed is sealed again')
        .option('--tenant <name>', 'this tenant alone')
        .option(
          '--signing',
          'also the keys that sign decisions and the log; then start api and gate anew',
          false,
        )
        .option('--resume', 'make no new ones; wrap what an earlier run left', false),
      async (run, { tenant, signing, resume }) => {
        const { rotateKeys } = await import('./rotate.ts')
        const rotated = await rotateKeys(run, { tenant: tenant ?? null, signing, resume })
        run.out.result(rotated, () =>
          [
            ...rotated.tenants.map((each) => `${each.tenant}: ${each.wrappedAgain} keys wrapped again`),
            ...rotated.signing.map(
              (each) => `${each.name}: signs as ${each.keyId} once its process starts anew`,
            ),
            'the older keys still open; end them in an hour or more: dex key retire',
          ].join('\n'),
        )
        return exitCodes.done
      },
    ),
    withWork<{ tenant?: string }>(
      cli,
      createCommand('retire', 'end the key-encryption keys that were rotated away').option(
        '--tenant <name>',
        'of this tenant alone',
      ),
      async (run, { tenant }) => {
        const { retireKeys } = await import('./rotate.ts')
        const retired = await retireKeys(run, tenant ?? null)
        run.out.result(retired, () => `ended: ${retired.tenants.join(', ')}`)
        return exitCodes.done
      },
    ),
  ])
