import { createHash, randomBytes } from 'node:crypto'
import pg from 'pg'
import { migrate } from '#store/migrate.ts'
import { migrations } from '#store/migrations/index.ts'

export type DatabaseRole = 'dex_api' | 'dex_gate' | 'dex_think'

export interface FreshDatabase {
  /** The owner's URL of a migrated, empty database that nobody else uses. */
  adminUrl: string
  /** The same database as one of the three roles. */
  roleUrl(role: DatabaseRole): string
  drop(): Promise<void>
}

const lockKey = 7_390_043

/** A clone of the migrated template, in tens of milliseconds. The template is made once, by whoever needs it first. */
export async function freshDatabase(adminUrl: string): Promise<FreshDatabase> {
  const name = `dex_test_${randomBytes(8).toString('hex')}`
  await asAdmin(adminUrl, async (client) => {
    // one at a time: a template that somebody copies or connects to cannot be copied
    await client.query('select pg_advisory_lock($1)', [lockKey])
    const template = await haveTemplate(client, adminUrl)
    await client.query(`create database ${name} template ${template}`)
  })
  return {
    adminUrl: withDatabase(adminUrl, name),
    roleUrl: (role) => {
      const url = new URL(withDatabase(adminUrl, name))
      url.username = role
      url.password = passwordOf(role)
      return url.href
    },
    drop: () =>
      asAdmin(adminUrl, async (client) => {
        await client.query(`drop database if exists ${name} with (force)`)
      }),
  }
}

/** Named after the migrations it holds, so that an outside server's old one is never taken for today's. */
async function haveTemplate(client: pg.Client, adminUrl: string): Promise<string> {
  const digest = createHash('sha256').update(JSON.stringify(migrations)).digest('hex').slice(0, 12)
  const template = `dex_template_${digest}`
  const found = await client.query('select 1 from pg_database where datname = $1', [template])
  if (found.rowCount !== 0) return template
  const making = `${template}_making`
  await client.query(`drop database if exists ${making} with (force)`)
  await client.query(`create database ${making}`)
  await migrate(withDatabase(adminUrl, making), {
    rolePasswords: {
      dex_api: passwordOf('dex_api'),
      dex_gate: passwordOf('dex_gate'),
      dex_think: passwordOf('dex_think'),
    },
  })
  await client.query(`alter database ${making} rename to ${template}`)
  return template
}

// roles belong to the whole server, so every test database shares their passwords
const passwordOf = (role: DatabaseRole): string => `test-${role}`

function withDatabase(url: string, name: string): string {
  const parsed = new URL(url)
  parsed.pathname = `/${name}`
  return parsed.href
}

async function asAdmin(url: string, work: (client: pg.Client) => Promise<void>): Promise<void> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    await work(client)
  } finally {
    await client.end()
  }
}
