import type { Command } from 'commander'
import { type Cli, createCommand, createGroup, withWork } from '../command.ts'

const connections = () => import('./connections.ts')

export const connectionCommands = (cli: Cli): Command =>
  createGroup('connection', 'delegated credentials', [list(cli), connect(cli), revoke(cli)])

const list = (cli: Cli): Command =>
  withWork(cli, createCommand('list', 'your connections'), async (run) =>
    (await connections()).listConnections(run),
  )

const connect = (cli: Cli): Command =>
  withWork<{ kind: string; as?: string; api?: string }>(
    cli,
    createCommand('connect', 'delegate a credential of yours, by OAuth in the browser')
      .argument('<platform>', 'okta, microsoft, google, scim')
      .option('--kind <kind>', 'own, admin or investigate', 'own')
      .option('--as <email>', 'in the sandbox: as this person, unattended')
      .option('--api <url>', 'address of the api (default: that of the `dex up` of the same --data)'),
    async (run, options, [platform = '']) => (await connections()).connectPlatform(run, platform, options),
  )

const revoke = (cli: Cli): Command =>
  withWork(
    cli,
    createCommand('revoke', 'take a connection back: revoked at the platform, destroyed here').argument(
      '<id>',
      'such as con_…; an admin may take back anybody’s',
    ),
    async (run, _options, [id = '']) => (await connections()).revokeConnection(run, id),
  )
