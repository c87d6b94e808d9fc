import type { Command } from 'commander'
import { type Cli, collect, createCommand, createGroup, withWork } from '../command.ts'
import { exitCodes } from '../exit-codes.ts'
import type { Given } from './init-directory.ts'
import type { PublishOptions } from './publish.ts'

export const policyCommands = (cli: Cli): Command =>
  createGroup('policy', 'what Dex may do', [
    ...[init(cli), validate(cli), decide(cli), explain(cli)],
    ...[test(cli), diff(cli), analyze(cli), publish(cli), history(cli)],
  ])

const init = (cli: Cli): Command =>
  withWork<Given>(
    cli,
    createCommand('init', 'a bundle to start from, with your answers in it')
      .argument('<dir>', 'directory to write; must be empty or not exist')
      .option(
        '--platform <name>',
        'okta, microsoft or google; may be given again (default: all)',
        collect,
        [],
      )
      .option('--approver-role <id>', 'who approves ordinary changes (default: it-admin)')
      .option('--security-role <id>', 'who gives the second look (default: security-admin)')
      .option('--hours <from-until>', 'working hours (default: 8-18)')
      .option('--protected-department <name>', 'whose accounts get a second look (default: Executive)')
      .option('--bulk-max <n>', 'how many at once at most (default: 25)')
      .option('--yes', 'ask nothing', false),
    async (run, options, [directory = '']) => {
      const { initDirectory } = await import('./init-directory.ts')
      const { json: _json, data: _data, ...given } = options as Given & { json?: boolean; data?: string }
      const made = await initDirectory(run, directory, given)
      run.out.result(
        made,
        () => `${made.files.length} files, ${made.rules} rules, tests pass: dex policy analyze ${directory}`,
      )
      return exitCodes.done
    },
  )

const validate = (cli: Cli): Command =>
  withWork<{ tenant: boolean }>(
    cli,
    createCommand('validate', 'look for everything that is wrong with a bundle')
      .argument('<dir>', 'directory of *.yaml policy documents')
      .option('--tenant', "judge it as a tenant's own bundle", false),
    async ({ out }, { tenant }, [directory = '']) => {
      const { validateDirectory } = await import('./validate.ts')
      const found = await validateDirectory(directory, tenant)
      const { digest, rules, runbooks } = found
      out.result({ valid: true, ...found }, () => `valid: ${rules} rules, ${runbooks} runbooks, ${digest}`)
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

const explain = (cli: Cli): Command =>
  withWork<{ bundle: string[]; input: string; request?: string; step?: string }>(
    cli,
    createCommand('explain', 'what each layer says about JSON lines, and what would have to be different')
      .option(
        '--request <id>',
        'instead: each decision on record of a request, by the bundle it was made with',
      )
      .option('--step <n>', 'with --request, one step')
      .option('--bundle <dir>', "the operator's bundle; a second time the tenant's", collect, [])
      .option('--input <file>', 'JSON lines as for `decide`; `-` is the standard input', '-'),
    async (run, options) =>
      options.request === undefined
        ? (await import('./explain-lines.ts')).explainLines(run, options)
        : (await import('./explain-request.ts')).explainRequest(run, options.request, options.step),
  )

const test = (cli: Cli): Command =>
  withWork<{ operator?: string; coverageMin?: string; junit?: string }>(
    cli,
    createCommand('test', "run a bundle's *.test.yaml matrices")
      .argument('<dir>', 'directory of policy documents and tests')
      .option('--operator <dir>', "the operator's bundle; <dir> is then a tenant's own")
      .option('--coverage-min <percent>', 'exit 1 when fewer of the rules were exercised')
      .option('--junit <file>', 'also write JUnit XML'),
    async (run, options, [directory = '']) =>
      (await import('./run-test-files.ts')).runTestFiles(run, directory, options),
  )

const diff = (cli: Cli): Command =>
  withWork<{ operator?: string; strict: boolean }>(
    cli,
    createCommand('diff', 'what a change newly permits, denies and asks, as a review comment')
      .argument('<before>', 'directory of the bundle as it is')
      .argument('<after>', 'directory of the bundle as it would be')
      .option('--operator <dir>', "the operator's bundle; <before> and <after> are then a tenant's own")
      .option('--strict', 'exit 1 when the change permits more or asks less', false),
    async (run, options, [before = '', after = '']) =>
      (await import('./diff-directories.ts')).diffDirectories(run, [before, after], options),
  )

const analyze = (cli: Cli): Command =>
  withWork<{ neverUnapproved: string[] }>(
    cli,
    createCommand('analyze', 'what a bundle lets happen over all inputs: proofs and counterexamples')
      .argument('<dir>', "directory of the operator's bundle")
      .argument('[own]', "directory of a tenant's own bundle")
      .option('--never-unapproved <action>', 'exit 1 unless proved; may be given again', collect, []),
    async (run, { neverUnapproved }, directories) =>
      (await import('./analyze-directories.ts')).analyzeDirectories(run, directories, neverUnapproved),
  )

const publish = (cli: Cli): Command =>
  withWork<PublishOptions>(
    cli,
    createCommand(
      'publish',
      "ask for the operator's bundle to be in force, or with --tenant for the tenant's own",
    )
      .argument('[dir]', 'directory of *.yaml policy documents')
      .option('--digest <sha256:…>', 'instead of a directory, one that was published before: rollback')
      .option('--tenant', "the tenant's own bundle instead of the operator's", false)
      .option('--owner', "at once, as the database's owner; the first one comes so", false)
      .option('--wait <duration>', 'wait so long for the second person; exit 1 unless it is in force then')
      .option('--reason <text>', 'why; it stands in the history', 'published from a terminal'),
    async (run, options, [directory]) =>
      (await import('./publish.ts')).publishBundle(run, directory, options),
  )

const history = (cli: Cli): Command =>
  withWork(
    cli,
    createCommand('history', 'which bundles there were, who published them, when and why'),
    async (run) => (await import('./history.ts')).policyHistory(run),
  )
