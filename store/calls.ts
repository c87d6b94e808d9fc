import type { Selectable } from 'kysely'
import type { RequestId, TenantId } from '#contract/ids.ts'
import type { Tx } from './database.ts'
import { prepared } from './prepared.ts'
import type { Schema } from './schema.ts'

export type CallRow = Selectable<Schema['calls']>

/** Ties a call of a model turn to the step that the gate issued, or to the code it was refused with. */
export async function recordCall(
  tenant: TenantId,
  tx: Tx,
  request: RequestId,
  call: { turn: number; index: number; step: number | null; code: string | null },
): Promise<void> {
  const { turn, index, step, code } = call
  await upsertCall(tx, { tenant, request, turn, index, step, code })
}

interface CallKey {
  tenant: string
  request: string
  turn: number
  index: number
}

const upsertCall = prepared<CallKey & { step: number | null; code: string | null }, unknown>(
  (database, value) =>
    database
      .insertInto('calls')
      .values({
        tenant: value('tenant'),
        request: value('request'),
        turn: value('turn'),
        call_index: value('index'),
        step: value('step'),
        code: value('code'),
      })
      .onConflict((conflict) =>
        conflict
          .columns(['tenant', 'request', 'turn', 'call_index'])
          .doUpdateSet((set) => ({ step: set.ref('excluded.step'), code: set.ref('excluded.code') })),
      ),
)

export async function findCall(
  tenant: TenantId,
  tx: Tx,
  request: RequestId,
  call: { turn: number; index: number },
): Promise<CallRow | undefined> {
  return (await selectCall(tx, { tenant, request, turn: call.turn, index: call.index }))[0]
}

/** The call of the model's that this step was issued for. */
export async function findCallOfStep(
  tenant: TenantId,
  tx: Tx,
  request: RequestId,
  step: number,
): Promise<CallRow | undefined> {
  return tx
    .selectFrom('calls')
    .selectAll()
    .where('tenant', '=', tenant)
    .where('request', '=', request)
    .where('step', '=', step)
    .executeTakeFirst()
}

/** What the model asked for under one step goes on under another. */
export async function moveCalls(
  tenant: TenantId,
  tx: Tx,
  request: RequestId,
  { from, to }: { from: number; to: number },
): Promise<void> {
  await tx
    .updateTable('calls')
    .set({ step: to })
    .where('tenant', '=', tenant)
    .where('request', '=', request)
    .where('step', '=', from)
    .execute()
}

const selectCall = prepared<CallKey, CallRow>((database, value) =>
  database
    .selectFrom('calls')
    .selectAll()
    .where('tenant', '=', value('tenant'))
    .where('request', '=', value('request'))
    .where('turn', '=', value('turn'))
    .where('call_index', '=', value('index')),
)
