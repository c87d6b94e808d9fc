import { type Compilable, type Insertable, type Kysely, type Selectable, sql, type Updateable } from 'kysely'
import type { TenantId } from '#contract/ids.ts'
import type { Tx } from './database.ts'
import { prepared, preparedColumns } from './prepared.ts'
import type { Schema } from './schema.ts'

export type LedgerRow = Selectable<Schema['ledger']>

export async function findLedger(
  tenant: TenantId,
  tx: Tx,
  idempotencyKey: string,
): Promise<LedgerRow | undefined> {
  return (await selectLedger(tx, { tenant, idempotencyKey }))[0]
}

const selectLedger = prepared<{ tenant: string; idempotencyKey: string }, LedgerRow>((database, value) =>
  database
    .selectFrom('ledger')
    .selectAll()
    .where('tenant', '=', value('tenant'))
    .where('idempotency_key', '=', value('idempotencyKey')),
)

/**
 * Moves to `calling` with a new attempt. Answers null when another attempt stands that this one must not overrun:
 * the caller saw `seen` (null: no row) and only that state may be left.
 */
export async function beginCall(
  tenant: TenantId,
  tx: Tx,
  seen: { attempt: number } | null,
  row: {
    idempotencyKey: string
    request: string
    step: number
    action: string
    actionHash: string
    callNotAfter: Date
    actAs: { person: string; connection: string } | null
    fingerprint: string | null
    at: Date
  },
): Promise<LedgerRow | null> {
  const values = {
    state: 'calling',
    call_not_after: row.callNotAfter,
    act_as: row.actAs === null ? null : JSON.stringify(row.actAs),
    fingerprint: row.fingerprint,
  }
  if (seen === null) {
    const [inserted] = await insertLedger(
      tx,
      {},
      {
        ...values,
        tenant,
        idempotency_key: row.idempotencyKey,
        request: row.request,
        step: row.step,
        action: row.action,
        action_hash: row.actionHash,
        attempt: 1,
        intended_at: row.at,
      },
    )
    return inserted ?? null
  }
  const updated = await tx
    .updateTable('ledger')
    .set({ ...values, attempt: seen.attempt + 1, settled_at: null, outcome_code: null })
    .where('tenant', '=', tenant)
    .where('idempotency_key', '=', row.idempotencyKey)
    .where('attempt', '=', seen.attempt)
    .where('state', '=', 'calling')
    .returningAll()
    .executeTakeFirst()
  return updated ?? null
}

const insertLedger = preparedColumns<object, Insertable<Schema['ledger']>, LedgerRow>((database, columns) =>
  database
    .insertInto('ledger')
    .values(columns)
    .onConflict((conflict) => conflict.doNothing())
    .returningAll(),
)

/** Settles the attempt that is named and no other; false when it is no longer the one in force. */
export async function settle(
  tenant: TenantId,
  tx: Tx,
  idempotencyKey: string,
  attempt: number,
  change: Updateable<Schema['ledger']>,
): Promise<boolean> {
  const settled = await settleAttempt(tx, { tenant, idempotencyKey, attempt }, change)
  return settled.length > 0
}

const settleAttempt = preparedColumns<
  { tenant: string; idempotencyKey: string; attempt: number },
  Updateable<Schema['ledger']>
>((database, columns, value) =>
  database
    .updateTable('ledger')
    .set(columns)
    .where('tenant', '=', value('tenant'))
    .where('idempotency_key', '=', value('idempotencyKey'))
    .where('attempt', '=', value('attempt'))
    .where('state', '=', 'calling')
    .returning('idempotency_key'),
)

/** What a person found out; false when it is in doubt no longer. */
export async function settleInDoubt(
  tenant: TenantId,
  tx: Tx,
  idempotencyKey: string,
  change: Updateable<Schema['ledger']>,
): Promise<boolean> {
  const updated = await tx
    .updateTable('ledger')
    .set(change)
    .where('tenant', '=', tenant)
    .where('idempotency_key', '=', idempotencyKey)
    .where('state', '=', 'in_doubt')
    .returning('idempotency_key')
    .executeTakeFirst()
  return updated !== undefined
}

export interface DoubtRow extends LedgerRow {
  target: { platform: string; type: string; id: string } | null
  objects: { platform: string; type: string; id: string }[]
  risk: string
  assurance: string
  closed_at: Date | null
}

/** Every step that was to be called, `l`, with what it was proposed as, `p`. */
const selectSteps = (database: Kysely<Schema>) =>
  database
    .selectFrom('ledger as l')
    .innerJoin('proposals as p', (join) =>
      join
        .onRef('p.tenant', '=', 'l.tenant')
        .onRef('p.request', '=', 'l.request')
        .onRef('p.step', '=', 'l.step'),
    )

const doubts = prepared<{ tenant: TenantId; action: string | null; limit: number }, DoubtRow>(
  (database, value) =>
    selectSteps(database)
      .innerJoin('requests as r', (join) =>
        join.onRef('r.tenant', '=', 'l.tenant').onRef('r.id', '=', 'l.request'),
      )
      .selectAll('l')
      .select(['p.target', 'p.objects', 'p.risk', 'r.assurance', 'r.closed_at'])
      .where('l.tenant', '=', value('tenant'))
      .where('l.state', '=', 'in_doubt')
      .where(sql<boolean>`l.action = coalesce(${value('action')}, l.action)`)
      .orderBy('l.intended_at')
      .orderBy('l.idempotency_key')
      .limit(value('limit')) as unknown as Compilable<DoubtRow>,
)

/** Every step of which nobody can tell whether the platform did it, the oldest first. */
export const listInDoubt = (
  tenant: TenantId,
  tx: Tx,
  { action, limit }: { action?: string; limit: number },
): Promise<DoubtRow[]> => doubts(tx, { tenant, action: action ?? null, limit })

/**
 * Until when an earlier call on the same target may still reach the platform; null where none does. Whoever asks is alone with
 * the target until their transaction ends: of two at the same moment the second sees the first.
 */
export async function findBusy(
  tenant: TenantId,
  tx: Tx,
  of: { target: { platform: string; type: string; id: string }; except: string },
): Promise<Date | null> {
  const { platform, type, id } = of.target
  // Sent together, the lock first: the look is made under it.
  const [, [row]] = await Promise.all([
    lockTarget(tx, { name: `target/${tenant}/${platform}/${type}/${id}` }),
    selectBusy(tx, { tenant, except: of.except, target: JSON.stringify({ platform, type, id }) }),
  ])
  return row?.call_not_after ?? null
}

const lockTarget = prepared<{ name: string }, unknown>((database, value) =>
  database.selectNoFrom(sql`pg_advisory_xact_lock(hashtextextended(${value('name')}, 0))`.as('locked')),
)

const selectBusy = prepared<
  { tenant: string; except: string; target: string },
  Pick<LedgerRow, 'call_not_after'>
>((database, value) =>
  selectSteps(database)
    .select('l.call_not_after')
    .where('l.tenant', '=', value('tenant'))
    .where('l.settled_at', 'is', null)
    .where('l.state', '=', 'calling')
    .where('l.idempotency_key', '<>', value('except'))
    .where(sql<boolean>`p.target @> ${value('target')}::jsonb`)
    .orderBy('l.call_not_after', 'desc')
    .limit(1),
)

/** The platform's own audit entry, and its request id where the answer never reached us. */
export async function setPlatformEvent(
  tenant: TenantId,
  tx: Tx,
  idempotencyKey: string,
  eventId: string,
  requestId: string | null,
): Promise<void> {
  await updatePlatformEvent(tx, { tenant, idempotencyKey, eventId, requestId })
}

const updatePlatformEvent = prepared<
  { tenant: string; idempotencyKey: string; eventId: string; requestId: string | null },
  unknown
>((database, value) =>
  database
    .updateTable('ledger')
    .set((set) => ({
      platform_event_id: value('eventId'),
      platform_request_id: set.fn.coalesce('platform_request_id', set.val(value('requestId'))),
    }))
    .where('tenant', '=', value('tenant'))
    .where('idempotency_key', '=', value('idempotencyKey')),
)

export async function findLedgerOfStep(
  tenant: TenantId,
  tx: Tx,
  request: string,
  step: number,
): Promise<LedgerRow | undefined> {
  return (await selectLedgerOfStep(tx, { tenant, request, step }))[0]
}

const selectLedgerOfStep = prepared<{ tenant: string; request: string; step: number }, LedgerRow>(
  (database, value) =>
    database
      .selectFrom('ledger')
      .selectAll()
      .where('tenant', '=', value('tenant'))
      .where('request', '=', value('request'))
      .where('step', '=', value('step')),
)

/** Those of these platform events that stand for a write of ours already. */
export async function linkedEvents(
  tenant: TenantId,
  tx: Tx,
  eventIds: readonly string[],
): Promise<Set<string>> {
  const rows = await tx
    .selectFrom('ledger')
    .select('platform_event_id')
    .where('tenant', '=', tenant)
    .where('platform_event_id', 'in', [...eventIds])
    .execute()
  return new Set(rows.flatMap((row) => row.platform_event_id ?? []))
}

/** Writes that were done in this span and have no entry of the platform beside them, the oldest first. */
export async function listUnlinked(
  tenant: TenantId,
  tx: Tx,
  span: { from: Date; until: Date; limit: number },
): Promise<LedgerRow[]> {
  return tx
    .selectFrom('ledger')
    .selectAll()
    .where('tenant', '=', tenant)
    .where('state', '=', 'done')
    .where('platform_event_id', 'is', null)
    .where('act_as', 'is not', null)
    .where('settled_at', '>=', span.from)
    .where('settled_at', '<', span.until)
    .orderBy('settled_at')
    .limit(span.limit)
    .execute()
}
