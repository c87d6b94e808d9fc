import type { Command } from 'commander'
import { type Cli, createCommand, withWork } from '../../command.ts'
import { exitCodes } from '../../exit-codes.ts'

const named = (name: string, what: string): Command =>
  createCommand(name, what).argument('<name>', 'of the organization')

/** What ends an organization for a while, or for ever; where its database's owner and all its key directories are. */
export const endCommands = (cli: Cli): Command[] => [
  change(cli, 'suspend'),
  change(cli, 'resume'),
  remove(cli),
]

const change = (cli: Cli, to: 'suspend' | 'resume'): Command =>
  withWork(
    cli,
    named(
      to,
      to === 'suspend'
        ? 'refuse at every door and deny at the gate; what waits goes on waiting'
        : 'end the suspension',
    ),
    async (run, _options, [name = '']) => {
      const { asOwner, changeState, tenantOf } = await import('./state.ts')
      const tenant = tenantOf(name)
      const state = to === 'suspend' ? 'suspended' : 'active'
      const changed = await asOwner(run, (database) => changeState(database, tenant, state))
      run.out.result({ tenant, state, changed }, () => `${tenant} is ${state}`)
      return exitCodes.done
    },
  )

const remove = (cli: Cli): Command =>
  withWork<{ confirm: string }>(
    cli,
    named(
      'delete',
      'destroy its keys, delegations, workflows and rows, for ever; ends with a certificate',
    ).requiredOption('--confirm <name>', 'its name once more'),
    async (run, { confirm }, [name = '']) => {
      const { deleteTenant } = await import('./delete.ts')
      const { certificate, path } = await deleteTenant(run, name, { confirm })
      const rows = Object.values(certificate.rows).reduce((sum, count) => sum + count, 0)
      const { namespace } = certificate.workflows
      const open = certificate.connections.filter((each) => !each.atPlatform)
      run.out.result({ certificate, path }, () =>
        [
          `${certificate.tenant} is gone: ${rows} rows, ${certificate.workflows.terminated} running workflows`,
          `its keys: no provider has any from ${certificate.providerHasNoneFrom}; nothing opens without our share already now`,
          ...open.map(
            (each) => `the vendor did not confirm the end of ${each.platform} ${each.id}: end it there`,
          ),
          ...(namespace?.deleted === false
            ? [`the service kept the namespace ${namespace.name}: delete it there`]
            : []),
          `certificate: ${path}`,
        ].join('\n'),
      )
      return exitCodes.done
    },
  )
