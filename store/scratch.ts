import { DexError } from '#contract/error.ts'
import type { RequestId, TenantId } from '#contract/ids.ts'
import type { DataKey } from '#vault/envelope.ts'
import { openJson, sealJson } from '#vault/envelope.ts'
import { sql } from 'kysely'
import type { Tx } from './database.ts'
import { prepared } from './prepared.ts'

/** Content of a request, sealed under the request's own key; without the key it is noise. */
export interface Scratch {
  put(name: string, value: unknown): Promise<void>
  /** Keeps what stands when the name is taken, and answers false: a retried activity writes nothing twice. */
  putOnce(name: string, value: unknown): Promise<boolean>
  get(name: string): Promise<unknown>
  /** Every entry whose name starts with one of the prefixes. */
  all(prefixes: readonly string[]): Promise<Map<string, unknown>>
}

const place = (tenant: TenantId, request: RequestId, name: string) => ({
  tenant,
  table: 'scratch',
  row: request,
  field: name,
})

/** Entries as they lie there, sealed: can be read together with what tells whether they may be opened. */
export interface SealedEntries {
  open(key: DataKey): Map<string, unknown>
}

/** Every entry whose name starts with one of the prefixes. */
export async function readSealed(
  tenant: TenantId,
  tx: Tx,
  request: RequestId,
  prefixes: readonly string[],
): Promise<SealedEntries> {
  const patterns = prefixes.map((prefix) => `${prefix}%`)
  const rows = await selectEntries(tx, { tenant, request, patterns })
  const opened = (key: DataKey, row: { name: string; sealed: Buffer }) =>
    openJson([key], row.sealed, place(tenant, request, row.name))
  return { open: (key) => new Map(rows.map((row) => [row.name, opened(key, row)])) }
}

/** One entry as it lies there, sealed. */
export interface SealedEntry {
  request: RequestId
  name: string
  open(key: DataKey): unknown
}

/** Entries of many requests, in one look; one that is not there is left out. */
export async function readSealedOf(
  tenant: TenantId,
  tx: Tx,
  wanted: readonly { request: RequestId; name: string }[],
): Promise<SealedEntry[]> {
  if (wanted.length === 0) return []
  const { rows } = await sql<Entry & { request: RequestId }>`
    select s.request, s.name, s.sealed
    from unnest(${wanted.map((each) => each.request)}::text[], ${wanted.map((each) => each.name)}::text[]) w (request, name)
    join scratch s on s.tenant = ${tenant} and s.request = w.request and s.name = w.name`.execute(tx)
  return rows.map(({ request, name, sealed }) => ({
    request,
    name,
    open: (key) => openJson([key], sealed, place(tenant, request, name)),
  }))
}

interface Entry {
  name: string
  sealed: Buffer
}

const selectEntries = prepared<{ tenant: string; request: string; patterns: string[] }, Entry>(
  (database, value) =>
    database
      .selectFrom('scratch')
      .select(['name', 'sealed'])
      .where('tenant', '=', value('tenant'))
      .where('request', '=', value('request'))
      .where(sql<boolean>`name like any(${value('patterns')})`),
)

const selectEntry = prepared<{ tenant: string; request: string; name: string }, Pick<Entry, 'sealed'>>(
  (database, value) =>
    database
      .selectFrom('scratch')
      .select('sealed')
      .where('tenant', '=', value('tenant'))
      .where('request', '=', value('request'))
      .where('name', '=', value('name')),
)

const upsertEntry = prepared<Entry & { tenant: string; request: string }, unknown>((database, value) =>
  database
    .insertInto('scratch')
    .values({
      tenant: value('tenant'),
      request: value('request'),
      name: value('name'),
      sealed: value('sealed'),
    })
    .onConflict((conflict) =>
      conflict
        .columns(['tenant', 'request', 'name'])
        .doUpdateSet((set) => ({ sealed: set.ref('excluded.sealed') })),
    ),
)

const insertEntry = prepared<Entry & { tenant: string; request: string }, { name: string }>(
  (database, value) =>
    database
      .insertInto('scratch')
      .values({
        tenant: value('tenant'),
        request: value('request'),
        name: value('name'),
        sealed: value('sealed'),
      })
      .onConflict((conflict) => conflict.columns(['tenant', 'request', 'name']).doNothing())
      .returning('name'),
)

/** Throws `sealed` when the request's key was destroyed. */
export function scratchOf(tenant: TenantId, tx: Tx, request: RequestId, key: DataKey | null): Scratch {
  if (!key) throw new DexError('sealed', 'the content of this request was destroyed')
  const entry = (name: string, value: unknown) => {
    const sealed = sealJson(key, value, place(tenant, request, name))
    return { tenant, request, name, sealed: Buffer.from(sealed.buffer, sealed.byteOffset, sealed.byteLength) }
  }
  const open = (name: string, sealed: Buffer) => openJson([key], sealed, place(tenant, request, name))
  return {
    async put(name, value) {
      await upsertEntry(tx, entry(name, value))
    },
    async putOnce(name, value) {
      return (await insertEntry(tx, entry(name, value))).length > 0
    },
    async get(name) {
      const [row] = await selectEntry(tx, { tenant, request, name })
      return row ? open(name, row.sealed) : undefined
    },
    async all(prefixes) {
      return (await readSealed(tenant, tx, request, prefixes)).open(key)
    },
  }
}

export async function deleteScratch(tenant: TenantId, tx: Tx, request: RequestId): Promise<void> {
  await deleteEntries(tx, { tenant, request })
}

const deleteEntries = prepared<{ tenant: string; request: string }, unknown>((database, value) =>
  database
    .deleteFrom('scratch')
    .where('tenant', '=', value('tenant'))
    .where('request', '=', value('request')),
)
