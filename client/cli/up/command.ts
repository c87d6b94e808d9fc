import type { Command } from 'commander'
import { DexError } from '#contract/error.ts'
import { type Cli, createCommand, withWork } from '../command.ts'
import { partNames } from './parts.ts'

interface Options {
  only?: string
  workers: string
  bundle?: string
}

const workersMax = 32

export const upCommand = (cli: Cli): Command =>
  withWork<Options>(
    cli,
    createCommand('up', 'everything on this machine: temporal, postgres, sandbox, api, gate, think')
      .option('--only <parts>', `some of ${partNames.join(', ')}, separated by commas`)
      .option('--workers <n>', 'how many of gate and of think', '1')
      .option('--bundle <dir>', "the operator's policy at the first start (default: the sandbox's)"),
    async (run, { only, workers, bundle }) => {
      const count = Number(workers)
      if (!Number.isInteger(count) || count < 1 || count > workersMax) {
        throw new DexError('usage', `--workers \`${workers}\` is not a whole number from 1 to ${workersMax}`)
      }
      const [{ up }, { readParts }] = await Promise.all([import('./up.ts'), import('./parts.ts')])
      return up(run, { only: readParts(only), workers: count, bundle: bundle ?? null })
    },
  )
