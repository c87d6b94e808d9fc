import { resolve } from 'node:path'
import { DexError } from '#contract/error.ts'
import { readPointer } from '#process/embedded/postgres/pointer.ts'

/**
 * How the database's owner signs in: `DATABASE_ADMIN_URL`, else the embedded server of this data directory. Throws
 * `database_unavailable` when there is neither.
 */
export async function adminUrlOf(
  data: string,
  env: Readonly<Record<string, string | undefined>>,
): Promise<string> {
  if (env.DATABASE_ADMIN_URL) return env.DATABASE_ADMIN_URL
  const pointer = await readPointer(resolve(data))
  if (pointer) return `postgres://${pointer.user}:${pointer.password}@127.0.0.1:${pointer.port}/dex`
  throw new DexError('database_unavailable', `there is no database in \`${data}\``, {
    mend: 'run `dex up` first, or set DATABASE_ADMIN_URL',
  })
}
