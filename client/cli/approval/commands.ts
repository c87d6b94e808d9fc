import type { Command } from 'commander'
import { type Cli, createCommand, createGroup, withWork } from '../command.ts'

const approvals = () => import('./approvals.ts')
const decisions = () => import('./decide.ts')

export interface DecideOptions {
  yes: boolean
  proof?: string
  justification?: string
  comment?: string
}

export const approvalCommands = (cli: Cli): Command =>
  createGroup('approval', 'what waits for a person', [list(cli), show(cli), approve(cli), reject(cli)])

const list = (cli: Cli): Command =>
  withWork<{ state: string }>(
    cli,
    createCommand('list', 'approvals, soonest to expire first').option(
      '--state <state>',
      'pending, approved, rejected, expired, void, or all',
      'pending',
    ),
    async (run, { state }) => (await approvals()).listApprovals(run, state),
  )

const show = (cli: Cli): Command =>
  withWork(
    cli,
    createCommand('show', 'one approval: the sentence, on whom, and what policy asks').argument(
      '<id>',
      'such as apr_…',
    ),
    async (run, _options, [id = '']) => (await approvals()).showApproval(run, id),
  )

const approve = (cli: Cli): Command =>
  withWork<DecideOptions>(
    cli,
    createCommand('approve', 'say yes to exactly what is shown, as the signed-in person')
      .argument('<id>', 'such as apr_…')
      .option('--yes', 'do not ask', false)
      .option('--proof <method>', "how the person's identity was proven, where policy asks")
      .option('--justification <text>', 'why, where policy asks'),
    async (run, options, [id = '']) => (await decisions()).decideApproval(run, id, 'approve', options),
  )

const reject = (cli: Cli): Command =>
  withWork<DecideOptions>(
    cli,
    createCommand('reject', 'say no; the engineer hears why')
      .argument('<id>', 'such as apr_…')
      .option('--yes', 'do not ask', false)
      .option('--comment <text>', 'why not'),
    async (run, options, [id = '']) => (await decisions()).decideApproval(run, id, 'reject', options),
  )
