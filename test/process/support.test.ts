import { Connection } from '@temporalio/client'
import pg from 'pg'
import { expect, inject, test } from 'vitest'
import { freshDatabase } from '#test/support/database.ts'

test('the run has one temporal, with the namespace dex', async () => {
  const connection = await Connection.connect({ address: inject('temporalAddress') })
  const found = await connection.workflowService.describeNamespace({ namespace: 'dex' })
  expect(found.namespaceInfo?.name).toBe('dex')
  await connection.close()
})

test('two fresh databases at once are migrated and do not see each other', async () => {
  const [one, two] = await Promise.all([
    freshDatabase(inject('databaseAdminUrl')),
    freshDatabase(inject('databaseAdminUrl')),
  ])
  try {
    const client = new pg.Client({ connectionString: one.roleUrl('dex_gate') })
    await client.connect()
    const who = await client.query<{ name: string; version: string }>(
      'select current_user as name, (select max(version) from schema_migrations) as version',
    )
    expect(who.rows[0]?.name).toBe('dex_gate')
    expect(Number(who.rows[0]?.version)).toBeGreaterThan(0)
    await client.end()
    expect(new URL(one.adminUrl).pathname).not.toBe(new URL(two.adminUrl).pathname)
  } finally {
    await Promise.all([one.drop(), two.drop()])
  }
})
