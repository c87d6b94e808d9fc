import type { Command } from 'commander'
import { type Cli, createCommand, createGroup, withWork } from '../command.ts'

const lists = () => import('./lists.ts')

export const bulkCommands = (cli: Cli): Command =>
  createGroup('bulk', 'lists of one action over many targets', [
    show(cli),
    steer(cli, 'pause', 'begin no further line'),
    steer(cli, 'resume', 'go on, having looked at what was done so far'),
    steer(cli, 'stop', 'end it; what was done stays done'),
    undo(cli),
  ])

const show = (cli: Cli): Command =>
  withWork(
    cli,
    createCommand('show', 'the list of a request: how far it is, and what came of each line').argument(
      '<request>',
      'such as req_…',
    ),
    async (run, _options, [request = '']) => (await lists()).showList(run, request),
  )

const undo = (cli: Cli): Command =>
  withWork(
    cli,
    createCommand('undo', 'ask for the reverse of what a list did, as one list of its own').argument(
      '<request>',
      'such as req_…',
    ),
    async (run, _options, [request = '']) => (await lists()).undoList(run, request),
  )

const steer = (cli: Cli, word: 'pause' | 'resume' | 'stop', description: string): Command =>
  withWork(
    cli,
    createCommand(word, description).argument('<request>', 'such as req_…'),
    async (run, _options, [request = '']) => (await lists()).steerList(run, request, word),
  )
