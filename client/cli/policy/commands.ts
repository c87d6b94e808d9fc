import type { Command } from 'commander'
import { type Cli, createCommand, createGroup, withWork } from '../command.ts'
import { exitCodes } from '../exit-codes.ts'

export interface PublishOptions {
  tenant: boolean
  owner: boolean
  reason: string
}

const collect = (value: string, before: string[]): string[] => [...before, value]

export const policyCommands = (cli: Cli): Command =>
  createGroup('policy', 'what Dex may do', [validate(cli), decide(cli), publish(cli)])

const validate = (cli: Cli): Command =>
  withWork<{ tenant: boolean }>(
    cli,
    createCommand('validate', 'look for everything that is wrong with a bundle')
      .argument('<dir>', 'directory of *.yaml policy documents')
      .option('--tenant', "judge it as a tenant's own bundle", false),
    async ({ out }, { tenant }, [directory = '']) => {
      const { validateDirectory } = await import('./validate.ts')
      const { digest, rules } = await validateDirectory(directory, tenant)
      out.result({ valid: true, digest, rules }, () => `valid: ${rules} rules, ${digest}`)
      return exitCodes.done
    },
  )

const decide = (cli: Cli): Command =>
  withWork<{ bundle: string[]; input: string; expect?: string }>(
    cli,
    createCommand('decide', 'decide on JSON lines, without any service')
      .option('--bundle <dir>', "the operator's bundle; a second time the tenant's", collect, [])
      .option('--input <file>', 'JSON lines; `-` is the standard input', '-')
      .option('--expect <effect>', 'exit 1 unless every decision is this: permit, require_approval, deny'),
    async (run, options) => (await import('./decide-lines.ts')).decideLines(run, options),
  )

const publish = (cli: Cli): Command =>
  withWork<PublishOptions>(
    cli,
    createCommand('publish', "put the operator's bundle in force, or with --tenant the tenant's own")
      .argument('<dir>', 'directory of *.yaml policy documents')
      .option('--tenant', "the tenant's own bundle, beside the operator's", false)
      .option('--owner', "as the database's owner, where nobody signs in", false)
      .option('--reason <text>', 'why; it stands in the activity log', 'published from a terminal'),
    async (run, options, [directory = '']) => {
      const { publishDirectory } = await import('./publish.ts')
      const { digest, owner, rules } = await publishDirectory(run, directory, options)
      run.out.result(
        { published: true, owner, digest, rules },
        () => `in force: ${digest} (${owner}'s, ${rules} rules)`,
      )
      return exitCodes.done
    },
  )
