import { setTimeout as wait } from 'node:timers/promises'
import pg from 'pg'
import { TenantId } from '#contract/ids.ts'
import { createDatabase } from '#store/database.ts'
import { appendLogAlone } from '#store/log.ts'
import { migrate } from '#store/migrate.ts'
import { roleUrl } from '#store/roles.ts'
import { canonicalJson } from '#vault/hashes.ts'
import { compared, figure, median, type Row } from '../result.ts'
import { sampleEntry } from './entry.ts'

const roundMs = 600

interface Case {
  name: string
  writers: number
  tenants: number
  goal: number
}

/** Side by side: each case's rounds alternate between the log and a bare insert. */
const cases: readonly Case[] = [
  { name: '1 writer', writers: 1, tenants: 1, goal: 0.5 },
  { name: '8 writers, 50 tenants', writers: 8, tenants: 50, goal: 0.5 },
  { name: '8 writers, one tenant', writers: 8, tenants: 1, goal: 0.3 },
]

/** Durable before the call returns, on both sides: the server flushes each commit. */
export async function appendRows(
  adminUrl: string,
  options: { rounds: number; progress: (line: string) => void },
): Promise<Row[]> {
  const password = 'bench-only'
  await migrate(adminUrl, { rolePasswords: { dex_gate: password } })
  const admin = new pg.Client({ connectionString: adminUrl })
  await admin.connect()
  await admin.query(
    'create table bare (tenant text, seq bigint generated always as identity, hash bytea, entry text)',
  )
  await admin.query('grant insert on bare to dex_gate')
  const tenants = Array.from({ length: 50 }, (_, index) => TenantId.parse(`bench-${index}`))
  for (const tenant of tenants) await admin.query('insert into tenants values ($1)', [tenant])
  const url = roleUrl(adminUrl, 'dex_gate', password)
  const database = createDatabase({ url, applicationName: 'bench', connectionsMax: 8 })
  const pool = new pg.Pool({ connectionString: url, max: 8 })
  const hash = Buffer.alloc(32)

  const append = (tenant: TenantId, step: number) => appendLogAlone(tenant, database, sampleEntry(step))
  const bare = (tenant: TenantId, step: number) =>
    pool.query({
      name: 'bare',
      text: 'insert into bare (tenant, hash, entry) values ($1, $2, $3)',
      values: [tenant, hash, canonicalJson({ ...sampleEntry(step), tenant })],
    })

  try {
    const rows: Row[] = []
    for (const { name, writers, tenants: count, goal } of cases) {
      const some = tenants.slice(0, count)
      const perSecond = { dex: [] as number[], bare: [] as number[] }
      await drive(append, writers, some)
      await drive(bare, writers, some)
      for (let round = 0; round < options.rounds; round += 1) {
        const order = round % 2 === 0 ? (['dex', 'bare'] as const) : (['bare', 'dex'] as const)
        for (const side of order)
          perSecond[side].push(await drive(side === 'dex' ? append : bare, writers, some))
      }
      const ratio = median(perSecond.dex.map((value, index) => value / (perSecond.bare[index] ?? Number.NaN)))
      options.progress(`appends, ${name}: ${ratio.toFixed(2)} of a bare insert`)
      const against = figure(`bare inserts, ${name}`, median(perSecond.bare), 'inserts/s')
      rows.push(
        compared(figure(`appends, ${name}`, median(perSecond.dex), 'appends/s'), against, ratio, goal),
        against,
      )
    }
    return rows
  } finally {
    await database.close()
    await pool.end()
    await admin.end()
  }
}

async function drive(
  write: (tenant: TenantId, step: number) => Promise<unknown>,
  writers: number,
  tenants: readonly TenantId[],
): Promise<number> {
  let done = 0
  let running = true
  const started = performance.now()
  const work = Array.from({ length: writers }, async (_, writer) => {
    for (let step = writer; running; step += writers) {
      const tenant = tenants[step % tenants.length]
      if (tenant === undefined) throw new Error('no tenant')
      await write(tenant, step)
      done += 1
    }
  })
  await wait(roundMs)
  running = false
  await Promise.all(work)
  return (done * 1_000) / (performance.now() - started)
}
