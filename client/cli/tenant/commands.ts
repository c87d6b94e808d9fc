import type { Command } from 'commander'
import { type Cli, createCommand, createGroup, withWork } from '../command.ts'
import { exitCodes } from '../exit-codes.ts'

export interface TenantOptions {
  issuer: string
  client: string
  cliClient: string
  okta: string
  oktaClient: string
  zone: string
  adminGroup: string
  adminGroupName: string
  owner: string[]
  breakGlass: string[]
}

const collect = (value: string, before: string[]): string[] => [...before, value]

export const tenantCommands = (cli: Cli): Command =>
  createGroup('tenant', 'organizations', [
    withWork<TenantOptions>(
      cli,
      createCommand(
        'create',
        "make an organization, as the database's owner; secrets come from the environment",
      )
        .argument('<name>', 'lower-case letters, digits and dashes')
        .requiredOption('--issuer <url>', 'its identity provider')
        .requiredOption(
          '--client <id>',
          "Dex's confidential client there; its secret: DEX_TENANT_CLIENT_SECRET",
        )
        .requiredOption('--cli-client <id>', 'the public client there, for the device grant')
        .requiredOption('--okta <url>', 'origin of its Okta organization')
        .requiredOption('--okta-client <id>', "Dex's OAuth client there; its secret: DEX_TENANT_OKTA_SECRET")
        .requiredOption('--admin-group <id>', 'Okta group whose members may approve by default, such as 00g…')
        .requiredOption(
          '--admin-group-name <name>',
          "the identity provider's name of the group of Dex's admins",
        )
        .option('--owner <id>', 'Okta user who may touch privileged accounts; may be repeated', collect, [])
        .option('--break-glass <id>', 'Okta user that is never touched; may be repeated', collect, [])
        .option('--zone <zone>', 'time zone', 'UTC'),
      async (run, options, [name = '']) => {
        const { createTenantFrom } = await import('./from-options.ts')
        const made = await createTenantFrom(run, name, options)
        run.out.result(made, () =>
          [`made ${made.tenant}`, `ticket door: ${made.hook}`, `its secret: ${made.secret}`].join('\n'),
        )
        return exitCodes.done
      },
    ),
  ])
