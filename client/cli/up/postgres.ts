import { startPostgres } from '#process/embedded/postgres/start.ts'
import { type Kept, keepAlive } from './keep.ts'

export interface HeldPostgres {
  adminUrl: string
  /** Null: somebody else's, which is neither started nor ended. */
  kept: Kept | null
}

/** The database of this start: the one that `DATABASE_ADMIN_URL` names, else the embedded server of this data directory. */
export async function holdPostgres(options: {
  data: string
  port: number
  outside: string | null
  graceMs: number
  say: (text: string) => void
}): Promise<HeldPostgres> {
  const { data, port, outside, graceMs, say } = options
  if (outside !== null) return { adminUrl: outside, kept: null }
  let adminUrl = ''
  const kept = await keepAlive({
    name: 'postgres',
    say,
    start: async () => {
      const running = await startPostgres({ data, port, graceMs })
      adminUrl = running.adminUrl
      return running
    },
  })
  return { adminUrl, kept }
}
