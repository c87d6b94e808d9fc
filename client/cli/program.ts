import { Command } from 'commander'
import { actionCommands } from './action/commands.ts'
import { approvalCommands } from './approval/commands.ts'
import { bulkCommands } from './bulk/commands.ts'
import type { Cli } from './command.ts'
import { connectionCommands } from './connection/commands.ts'
import { demoCommand } from './demo/command.ts'
import { doctorCommand } from './doctor/command.ts'
import { evalCommand } from './eval/command.ts'
import { keyCommands } from './key/commands.ts'
import { logCommands } from './log/commands.ts'
import { loginCommand } from './login/command.ts'
import { migrateCommand } from './migrate/command.ts'
import { policyCommands } from './policy/commands.ts'
import { requestCommands } from './request/commands.ts'
import { secretCommands } from './secret/commands.ts'
import { deputyCommands } from './deputy/commands.ts'
import { standingCommands } from './standing/commands.ts'
import { resumeCommand, stopCommand, stopsCommand } from './stop/commands.ts'
import { tenantCommands } from './tenant/commands.ts'
import { upCommand } from './up/command.ts'

const afterHelp = `
Exit codes: 0 done; 1 the answer is no; 2 wrong use or invalid input; 3 a part it needs cannot be reached.
Every command takes --help, --json and --data DIR.`

/** The whole command line; each command loads what it needs when it runs. */
export function createProgram(cli: Cli & { complain(text: string): void }): Command {
  const program = new Command('dex')
    .description('An autonomous IT engineer whose limits are in code.')
    .version('0.1.0', '--version')
    .addHelpText('after', afterHelp)
  const commands = [
    upCommand(cli),
    demoCommand(cli),
    loginCommand(cli),
    requestCommands(cli),
    approvalCommands(cli),
    bulkCommands(cli),
    standingCommands(cli),
    stopCommand(cli),
    resumeCommand(cli),
    stopsCommand(cli),
    deputyCommands(cli),
    policyCommands(cli),
    logCommands(cli),
    actionCommands(cli),
    connectionCommands(cli),
    secretCommands(cli),
    tenantCommands(cli),
    keyCommands(cli),
    migrateCommand(cli),
    doctorCommand(cli),
    evalCommand(cli),
  ]
  for (const command of commands) program.addCommand(command)
  configure(program, cli)
  return program
}

/** Commander hands settings down to commands it makes itself alone. */
function configure(command: Command, cli: Cli & { complain(text: string): void }): void {
  command
    .exitOverride()
    .showSuggestionAfterError(true)
    .allowExcessArguments(false)
    .configureOutput({
      writeOut: (text) => cli.io.stdout(text),
      writeErr: (text) => cli.complain(text),
    })
  for (const each of command.commands) configure(each, cli)
}
