import type { Command } from 'commander'
import { catalog } from '#catalog/index.ts'
import { type Cli, createCommand, createGroup, withWork } from '../command.ts'
import { exitCodes } from '../exit-codes.ts'
import { table } from '../table.ts'
import { describeAction } from './describe.ts'

export const actionCommands = (cli: Cli): Command =>
  createGroup('action', 'the catalog of what Dex can do', [
    withWork(
      cli,
      createCommand('list', 'every action with every field of its definition'),
      async ({ out }) => {
        const actions = [...catalog.values()].map(describeAction)
        out.result(actions, () =>
          table(
            ['action', 'changes', 'risk', 'self-service', 'what it does'],
            actions.map((action) => [
              action.name,
              action.write ? 'yes' : 'no',
              action.risk,
              action.selfService ? 'yes' : 'no',
              action.help,
            ]),
          ),
        )
        return exitCodes.done
      },
    ),
  ])
