import type { Command } from 'commander'
import { type Cli, createCommand, withWork } from '../command.ts'

export const demoCommand = (cli: Cli): Command =>
  withWork<{ data?: string }>(
    cli,
    createCommand('demo', 'the tour: a scripted day in a sandbox company, every fact checked').addHelpText(
      'after',
      '\nWithout --data everything is kept in a directory of its own and removed at the end.',
    ),
    async (run, { data }) => (await import('./demo.ts')).demo(run, data ?? null),
  )
