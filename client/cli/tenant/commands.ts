import type { Command } from 'commander'
import { type Cli, collect, createCommand, createGroup, withWork } from '../command.ts'
import { exitCodes } from '../exit-codes.ts'
import { endCommands } from './end/commands.ts'
import type { TenantOptions } from './options.ts'

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
        .option(
          '--microsoft <issuer>',
          'its Entra issuer, https://login.microsoftonline.com/TENANT-ID/v2.0; leave out for no Microsoft 365',
        )
        .option('--microsoft-client <id>', "Dex's application there; its secret: DEX_TENANT_MICROSOFT_SECRET")
        .option('--microsoft-api <url>', 'where Microsoft Graph is', 'https://graph.microsoft.com')
        .option('--google <domain>', 'its primary Google Workspace domain; leave out for none')
        .option('--google-client <id>', "Dex's OAuth client for it; its secret: DEX_TENANT_GOOGLE_SECRET")
        .option('--google-api <url>', 'where the Admin SDK is', 'https://admin.googleapis.com')
        .option('--scim <url>', 'origin of a directory that speaks SCIM 2.0; leave out for none')
        .option('--scim-client <id>', "Dex's OAuth client there; its secret: DEX_TENANT_SCIM_SECRET")
        .requiredOption('--admin-group <id>', 'Okta group whose members may approve by default, such as 00g…')
        .requiredOption(
          '--admin-group-name <name>',
          "the identity provider's name of the group of Dex's admins",
        )
        .option(
          '--owner <id>',
          'who may touch privileged accounts: an Okta user, or PLATFORM:ID; may be repeated',
          collect,
          [],
        )
        .option(
          '--break-glass <id>',
          'an account that is never touched: an Okta user, or PLATFORM:ID; may be repeated',
          collect,
          [],
        )
        .option(
          '--acr <value>',
          'an `acr` by which the identity provider says that a second factor was used, beside `mfa` in `amr`; may be repeated',
          collect,
          [],
        )
        .option('--zone <zone>', 'time zone', 'UTC')
        .option(
          '--namespace <name>',
          'a namespace of Temporal for this organization alone, made where it is missing; leave out for the shared one',
        ),
      async (run, options, [name = '']) => {
        const { createTenantFrom } = await import('./from-options.ts')
        const made = await createTenantFrom(run, name, options)
        run.out.result(made, () =>
          [
            `made ${made.tenant}`,
            `sign-in: ${made.signIn}`,
            `ticket door: ${made.hook}`,
            `its secret: ${made.secret}`,
          ].join('\n'),
        )
        return exitCodes.done
      },
    ),
    withWork<{ withdraw: boolean }>(
      cli,
      createCommand(
        'declare-facts',
        "say that people cannot set these facts of themselves, where the platform does not tell; as the database's owner",
      )
        .argument('<name>', 'of the organization')
        .argument('<facts...>', 'PLATFORM:FACT, such as google:department')
        .option('--withdraw', 'take it back', false),
      async (run, { withdraw }, [name = '', ...facts]) => {
        const [{ declaredFact, declareFacts }, { asOwner, tenantOf }] = await Promise.all([
          import('./declare-facts.ts'),
          import('./end/state.ts'),
        ])
        const tenant = tenantOf(name)
        const chosen = facts.map(declaredFact)
        const declared = await asOwner(run, (database) => declareFacts(database, tenant, chosen, withdraw))
        run.out.result({ tenant, declared }, () =>
          Object.entries(declared)
            .map(([platform, names]) => `${platform}: ${names.join(', ') || 'nothing'} by your word`)
            .join('\n'),
        )
        return exitCodes.done
      },
    ),
    withWork<{ set?: string }>(
      cli,
      createCommand(
        'settings',
        "show, or set, an organization's budgets, bounds, hand-over rules, questions and lists; as the database's owner",
      )
        .argument('<name>', 'of the organization')
        .option('--set <file>', 'JSON; what it names is replaced, null takes it out, the rest stays'),
      async (run, { set }, [name = '']) => {
        const [{ changeSettings, readChange, readSettings }, { asOwner, tenantOf }] = await Promise.all([
          import('./settings.ts'),
          import('./end/state.ts'),
        ])
        const tenant = tenantOf(name)
        const change = set === undefined ? null : await readChange(set)
        const settings = await asOwner(run, (database) =>
          change === null ? readSettings(database, tenant) : changeSettings(database, tenant, change),
        )
        run.out.result({ tenant, settings }, () => JSON.stringify(settings, null, 2))
        return exitCodes.done
      },
    ),
    ...endCommands(cli),
  ])
