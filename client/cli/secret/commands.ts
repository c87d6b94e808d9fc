import type { Command } from 'commander'
import { type Cli, createCommand, createGroup, withWork } from '../command.ts'

const secrets = () => import('./secrets.ts')

export const secretCommands = (cli: Cli): Command =>
  createGroup('secret', 'one-time secrets that wait for you', [
    withWork(cli, createCommand('list', 'what waits for you, and until when'), async (run) =>
      (await secrets()).listSecrets(run),
    ),
    withWork(
      cli,
      createCommand('show', 'show one, this once; it is destroyed').argument('<id>', 'such as sec_…'),
      async (run, _options, [id = '']) => (await secrets()).showSecret(run, id),
    ),
  ])
