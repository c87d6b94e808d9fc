import type { Command } from 'commander'
import { alwaysCommand } from '../standing/commands.ts'
import { type Cli, createCommand, createGroup, withWork } from '../command.ts'
import type { EditOptions } from './edit.ts'
import type { DecideOptions } from './decide.ts'

const approvals = () => import('./approvals.ts')
const decisions = () => import('./decide.ts')

export const approvalCommands = (cli: Cli): Command =>
  createGroup('approval', 'what waits for a person', [
    list(cli),
    show(cli),
    approve(cli),
    reject(cli),
    takeOut(cli),
    edit(cli),
    alwaysCommand(cli),
    approvers(cli),
  ])

const list = (cli: Cli): Command =>
  withWork<{ state: string; mine: boolean }>(
    cli,
    createCommand('list', 'approvals, soonest to expire first')
      .option('--state <state>', 'pending, approved, rejected, expired, void, or all', 'pending')
      .option('--mine', 'only what waits for your own word', false),
    async (run, options) => (await approvals()).listApprovals(run, options),
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

const approvers = (cli: Cli): Command =>
  withWork<{ days: string }>(
    cli,
    createCommand(
      'approvers',
      'how soon people decide and how often with yes: yourself, or all as an admin',
    ).option('--days <n>', 'counted since', '90'),
    async (run, { days }) => (await import('./approvers.ts')).listApprovers(run, days),
  )

const approve = (cli: Cli): Command =>
  withWork<DecideOptions>(
    cli,
    createCommand('approve', 'say yes to exactly what is shown, as the signed-in person')
      .argument('<id>', 'such as apr_…')
      .option('--yes', 'do not ask', false)
      .option('--proof <method>', "how the person's identity was proven, where policy asks")
      .option('--justification <text>', 'why, where policy asks')
      .option('--for <email>', 'on behalf of somebody whose deputy you are for now')
      .option('--samples <lines>', 'lines of a long list that you looked at: those that it names'),
    async (run, options, [id = '']) => (await decisions()).decideApproval(run, id, 'approve', options),
  )

const edit = (cli: Cli): Command =>
  withWork<EditOptions>(
    cli,
    createCommand('edit', 'change what is asked for; it is decided and asked anew')
      .argument('<id>', 'such as apr_…')
      .option('--set <name=value...>', 'a parameter as it is to be; JSON, or text')
      .option('--unset <name...>', 'leave a parameter out')
      .option('--target <id>', 'the platform’s id of another target')
      .option('--reason <text>', 'why; the engineer and who decides hear it'),
    async (run, options, [id = '']) => (await import('./edit.ts')).editApproval(run, id, options),
  )

const takeOut = (cli: Cli): Command =>
  withWork(
    cli,
    createCommand('take-out', 'take lines out of a list; the rest is asked for anew')
      .argument('<id>', 'such as apr_…')
      .argument('<lines>', 'their numbers, such as 3,17,40'),
    async (run, _options, [id = '', lines = '']) =>
      (await import('./take-out.ts')).takeOutLines(run, id, lines),
  )

const reject = (cli: Cli): Command =>
  withWork<DecideOptions>(
    cli,
    createCommand('reject', 'say no; the engineer hears why')
      .argument('<id>', 'such as apr_…')
      .option('--yes', 'do not ask', false)
      .option('--for <email>', 'on behalf of somebody whose deputy you are for now')
      .option('--comment <text>', 'why not'),
    async (run, options, [id = '']) => (await decisions()).decideApproval(run, id, 'reject', options),
  )
