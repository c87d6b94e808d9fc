import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pickPort } from '#process/embedded/ports.ts'
import { startPostgres } from '#process/embedded/postgres/start.ts'
import type { Bench } from '../result.ts'
import { appendRows } from './appends.ts'
import { verifyRows } from './verification.ts'

/** Many short ones: a flush of the disk takes now this long, now that. */
const appendRoundsByDefault = 15
const verifyRoundsByDefault = 5

/**
 * The activity log: appends, each a committed transaction of its own, beside a bare insert of the same bytes on the same
 * durable server; and the offline verification of an export beside a SHA-256 over the same file.
 */
export const log: Bench = async ({ rounds, progress }) => {
  const directory = await mkdtemp(join(tmpdir(), 'dex-bench-log-'))
  const port = await pickPort({ variable: 'DEX_POSTGRES_PORT', port: 0, explicit: false })
  const postgres = await startPostgres({ data: directory, port })
  try {
    const appended = await appendRows(postgres.adminUrl, {
      rounds: rounds ?? appendRoundsByDefault,
      progress,
    })
    return [
      ...appended,
      ...(await verifyRows(directory, { rounds: rounds ?? verifyRoundsByDefault, progress })),
    ]
  } finally {
    await postgres.destroy()
    await rm(directory, { recursive: true, force: true })
  }
}
