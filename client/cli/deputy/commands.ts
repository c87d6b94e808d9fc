import type { Command } from 'commander'
import { type Cli, createCommand, createGroup, withWork } from '../command.ts'

const deputies = () => import('./deputies.ts')

export interface NameOptions {
  from?: string
  until: string
}

export const deputyCommands = (cli: Cli): Command =>
  createGroup('deputy', 'who decides on my behalf while I am away', [list(cli), name(cli), end(cli)])

const list = (cli: Cli): Command =>
  withWork(cli, createCommand('list', 'whom I named and who named me, the latest first'), async (run) =>
    (await deputies()).listDeputies(run),
  )

const name = (cli: Cli): Command =>
  withWork<NameOptions>(
    cli,
    createCommand('name', 'have somebody say yes and no on my behalf until then')
      .argument('<email>', 'of somebody who may decide here')
      .requiredOption('--until <moment>', 'such as 2026-12-24 or 2026-12-24T18:00:00Z')
      .option('--from <moment>', 'now where it is left out'),
    async (run, options, [email = '']) => (await deputies()).nameDeputy(run, email, options),
  )

const end = (cli: Cli): Command =>
  withWork(
    cli,
    createCommand('end', 'take it back; it is over with the next decision').argument('<id>', 'such as dep_…'),
    async (run, _options, [id = '']) => (await deputies()).endDeputy(run, id),
  )
