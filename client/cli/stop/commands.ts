import type { Command } from 'commander'
import { type Cli, createCommand, withWork } from '../command.ts'

const stops = () => import('./stops.ts')

export const stopCommand = (cli: Cli): Command =>
  withWork<{ platform?: string; action?: string; reason: string }>(
    cli,
    createCommand('stop', 'hold changes back at once: all of them, those of a platform, or of an action')
      .option('--platform <name>', 'of this platform alone')
      .option('--action <name>', 'of this action alone')
      .requiredOption('--reason <text>', 'why'),
    async (run, { platform, action, reason }) =>
      (await stops()).stopWrites(run, {
        reason,
        ...(platform !== undefined && { platform }),
        ...(action !== undefined && { action }),
      }),
  )

export const resumeCommand = (cli: Cli): Command =>
  withWork<{ reason: string }>(
    cli,
    createCommand('resume', 'let changes go on; without an id, where one stop is in force')
      .argument('[id]', 'such as stp_…')
      .requiredOption('--reason <text>', 'why'),
    async (run, { reason }, [id]) => (await stops()).resumeWrites(run, id, reason),
  )

export const stopsCommand = (cli: Cli): Command =>
  withWork(cli, createCommand('stops', 'what is held back, in force first'), async (run) =>
    (await stops()).listStops(run),
  )
