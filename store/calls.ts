import type { Selectable } from 'kysely'
import type { RequestId, TenantId } from '#contract/ids.ts'
import type { Tx } from './database.ts'
import type { Schema } from './schema.ts'

export type CallRow = Selectable<Schema['calls']>

/** Ties a call of a model turn to the step that the gate issued, or to the code it was refused with. */
export async function recordCall(
  tenant: TenantId,
  tx: Tx,
  request: RequestId,
  call: { turn: number; index: number; step: number | null; code: string | null },
): Promise<void> {
  await tx
    .insertInto('calls')
    .values({ tenant, request, turn: call.turn, call_index: call.index, step: call.step, code: call.code })
    .onConflict((conflict) =>
      conflict
        .columns(['tenant', 'request', 'turn', 'call_index'])
        .doUpdateSet({ step: call.step, code: call.code }),
    )
    .execute()
}

export async function findCall(
  tenant: TenantId,
  tx: Tx,
  request: RequestId,
  call: { turn: number; index: number },
): Promise<CallRow | undefined> {
  return tx
    .selectFrom('calls')
    .selectAll()
    .where('tenant', '=', tenant)
    .where('request', '=', request)
    .where('turn', '=', call.turn)
    .where('call_index', '=', call.index)
    .executeTakeFirst()
}
