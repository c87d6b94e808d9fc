import type { Command } from 'commander'
import { type Cli, createCommand, createGroup, withWork } from '../command.ts'
import type { AlwaysOptions } from './always.ts'
import type { RenewOptions } from './renew.ts'

const standing = () => import('./standing.ts')
const always = () => import('./always.ts')

export const standingCommands = (cli: Cli): Command =>
  createGroup('standing', 'what was approved for always', [list(cli), show(cli), renew(cli), revoke(cli)])

const list = (cli: Cli): Command =>
  withWork(cli, createCommand('list', 'standing approvals with their uses, the newest first'), async (run) =>
    (await standing()).listStanding(run),
  )

const show = (cli: Cli): Command =>
  withWork(
    cli,
    createCommand('show', 'one, with its terms and uses').argument('<id>', 'such as sta_…'),
    async (run, _options, [id = '']) => (await standing()).showStanding(run, id),
  )

const renew = (cli: Cli): Command =>
  withWork<RenewOptions>(
    cli,
    createCommand(
      'renew',
      'confirm a lapsed one of yours anew: what changed is shown, what is left of it counts',
    )
      .argument('<id>', 'such as sta_…')
      .option('--justification <text>', 'why, where policy asks')
      .option('--yes', 'do not ask', false),
    async (run, options, [id = '']) => (await import('./renew.ts')).renewStanding(run, id, options),
  )

const revoke = (cli: Cli): Command =>
  withWork(
    cli,
    createCommand('revoke', 'take it back; the next one is asked again').argument('<id>', 'such as sta_…'),
    async (run, _options, [id = '']) => (await standing()).revokeStanding(run, id),
  )

/** `dex approval always`: from one approval, all like it. */
export const alwaysCommand = (cli: Cli): Command =>
  withWork<AlwaysOptions>(
    cli,
    createCommand('always', 'approve this one, and all like it until an end, as the signed-in person')
      .argument('<id>', 'such as apr_…')
      .option('--own', 'on the account of whoever asks', false)
      .option('--on <id...>', 'on exactly these accounts')
      .option('--department <name...>', 'on accounts of these departments')
      .option('--label <name...>', 'on accounts with one of these labels')
      .option('--group <id...>', 'on members of one of these groups, such as okta:00g…')
      .option('--by-department <name...>', 'asked for by people of these departments')
      .option('--by-group <id...>', 'asked for by members of one of these groups')
      .option('--verified', 'only where who asks has signed in themselves', false)
      .option('--param <name=json...>', 'a value that a parameter may have; repeated, another one')
      .option('--days <n>', 'how long', '7')
      .option('--total <n>', 'how often in all', '20')
      .option('--per-day <n>', 'how often in any 24 hours', '5')
      .option('--justification <text>', 'why, where policy asks')
      .option('--yes', 'do not ask', false),
    async (run, options, [id = '']) => (await always()).approveAlways(run, id, options),
  )
