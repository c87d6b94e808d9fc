import type { Command } from 'commander'
import { type Cli, createCommand, withWork } from '../command.ts'
import { exitCodes } from '../exit-codes.ts'
import { table } from '../table.ts'

export const doctorCommand = (cli: Cli): Command =>
  withWork(
    cli,
    createCommand('doctor', 'every part: its version, where it was found, what is wrong, the mend'),
    async (run) => {
      const { examine } = await import('./examine.ts')
      const findings = await examine(run)
      const ok = findings.every((finding) => finding.state !== 'wrong')
      run.out.result({ ok, parts: findings }, () => {
        const rows = findings.map(({ part, state, version, where }) => [
          part,
          state,
          version ?? '',
          where ?? '',
        ])
        const wrong = findings.filter((finding) => finding.problem !== null)
        const mends = wrong.map(
          ({ part, problem, mend }) => `\n${part}: ${problem ?? ''}\n  mend: ${mend ?? ''}`,
        )
        return `${table(['part', 'state', 'version', 'where'], rows)}\n${mends.join('')}`
      })
      return ok ? exitCodes.done : exitCodes.unreachable
    },
  )
