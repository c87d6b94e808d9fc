import type { Command } from 'commander'
import { type Cli, createCommand, withWork } from '../command.ts'
import { exitCodes } from '../exit-codes.ts'

export const migrateCommand = (cli: Cli): Command =>
  withWork(
    cli,
    createCommand('migrate', "bring the database to this version's schema, as its owner"),
    async ({ io, out, data }) => {
      const { migrateDatabase } = await import('./migrate.ts')
      const { applied } = await migrateDatabase(data, io.env)
      out.result({ applied }, () =>
        applied.length === 0 ? 'the schema is up to date' : `applied: ${applied.join(', ')}`,
      )
      return exitCodes.done
    },
  )
