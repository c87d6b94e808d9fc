import pg from 'pg'
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest'
import { catalog } from '#catalog/index.ts'
import { TenantId } from '#contract/ids.ts'
import { toJson } from '#policy/json.ts'
import { loadBundle } from '#policy/load.ts'
import { createDatabase, type Database } from '#store/database.ts'
import { findRunbooks } from '#store/runbooks.ts'
import { type FreshDatabase, freshDatabase } from '../support/database.ts'
import { sandboxFiles } from '../support/world.ts'

const acme = TenantId.parse('acme')
const umbrella = TenantId.parse('umbrella')
const own = (id: string, title: string, text: string, more = '') => ({
  path: `${id}.md`,
  text: `---\nid: ${id}\ntitle: ${title}\n${more}---\n${text}\n`,
})
const tenantRules = { path: 'own.yaml', text: 'apiVersion: dex/v1\nkind: Policy\nlayer: tenant\nrules: []\n' }

let fresh: FreshDatabase
let admin: pg.Client
let think: Database
let inForce: { operator: string; tenant: string }

beforeAll(async () => {
  fresh = await freshDatabase(inject('databaseAdminUrl'))
  admin = new pg.Client({ connectionString: fresh.adminUrl })
  await admin.connect()
  await admin.query(`insert into tenants (tenant) values ('acme'), ('umbrella')`)
  const operator = loadBundle({ operator: await sandboxFiles() }, catalog)
  const files = [
    tenantRules,
    own(
      'badges',
      'Türkarten und Ausweise',
      'Wer seine Karte verloren hat, geht zum Empfang.',
      'language: german\n',
    ),
    own(
      'scanner',
      'Strange hardware',
      'The scanner in the basement prints labels only after somebody restarts its spooler.',
    ),
  ]
  const tenant = loadBundle({ operator: [], tenant: { id: 'acme', files } }, catalog)
  await admin.query(`insert into operator_bundles values ($1, $2, 'test', 'test')`, [
    operator.digest,
    toJson(operator),
  ])
  await admin.query(`select set_config('app.tenant', 'acme', false)`)
  await admin.query(`insert into tenant_bundles values ('acme', $1, $2, 'test', 'test')`, [
    tenant.digest,
    toJson(tenant),
  ])
  inForce = { operator: operator.digest, tenant: tenant.digest }
  think = createDatabase({ url: fresh.roleUrl('dex_think'), applicationName: 'test' })
})

afterAll(async () => {
  await think.close()
  await admin.end()
  await fresh.drop()
})

const found = (wanted: string, tenant = acme) =>
  think.read(tenant, (tx) => findRunbooks(tenant, tx, inForce, wanted, 2))

describe('runbooks are found by their words', () => {
  test.each([
    ['I lost my mobile, the push notifications went there', 'lost-phone'],
    ['My account is locked. Please unlock it!', 'locked-out'],
    ['Mails disappear; I typed my password after a phishing mail', 'phished-mail'],
    ['Tomorrow is the last day of Ms Meyer', 'leaver'],
    ['Please add me to the Salesforce app', 'app-access'],
    ['Ich habe meinen Ausweis verloren', 'badges'],
    ['somebody should restart the spooler of that basement scanner, labels do not print', 'scanner'],
  ])('%s', async (wanted, id) => {
    expect((await found(wanted))[0]).toBe(id)
  })

  test.each([
    ['nothing to look for', ''],
    ['words that stand in none', 'The coffee machine smells'],
    ['one word of a text alone', 'basement'],
    ['what reads like a query, or breaks one', `' | !( & :* \\ ''`],
    ['a text without an end', '\0'.repeat(10) + 'zzz '.repeat(60_000)],
  ])('%s finds nothing', async (_name, wanted) => {
    expect(await found(wanted)).toEqual([])
  })

  test('another tenant finds the operator’s, never this one’s', async () => {
    expect(await found('I am locked out', umbrella)).toContain('locked-out')
    expect(await found('Ich habe meinen Ausweis verloren', umbrella)).toEqual([])
  })
})
