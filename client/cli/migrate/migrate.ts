import { resolve } from 'node:path'
import { readConfiguration } from '#process/configuration/read.ts'
import { migrate } from '#store/migrate.ts'
import type { RoleName } from '#store/roles.ts'
import { adminUrlOf } from '../admin-database.ts'

type Environment = Readonly<Record<string, string | undefined>>

/**
 * The roles' passwords are set where the environment names them (`DEX_API_PASSWORD`, `DEX_GATE_PASSWORD`,
 * `DEX_THINK_PASSWORD`), and stay otherwise.
 */
export async function migrateDatabase(data: string, env: Environment): Promise<{ applied: string[] }> {
  const adminUrl = await adminUrlOf(resolve(data), env)
  return migrate(adminUrl, { rolePasswords: passwordsOf(data, env) })
}

function passwordsOf(data: string, env: Environment): Partial<Record<RoleName, string>> {
  const { apiPassword, gatePassword, thinkPassword } = readConfiguration('dex', { ...env, DEX_DATA: data })
  return {
    ...(apiPassword === null ? {} : { dex_api: apiPassword }),
    ...(gatePassword === null ? {} : { dex_gate: gatePassword }),
    ...(thinkPassword === null ? {} : { dex_think: thinkPassword }),
  }
}
