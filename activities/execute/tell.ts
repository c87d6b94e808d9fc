import type { RequestId, TenantId } from '#contract/ids.ts'
import type { Tx } from '#store/database.ts'
import { scratchOf } from '#store/scratch.ts'
import type { DataKey } from '#vault/envelope.ts'
import type { CallRef } from '../types.ts'
import type { ProposedCall } from './context.ts'

/** What the model is told of a call: sealed into scratch, read by the next turn. */
export interface Told {
  isError: boolean
  content: unknown
}

export const toldName = (ref: Pick<CallRef, 'turn' | 'index'>): string => `result/${ref.turn}/${ref.index}`

export async function tell(
  tenant: TenantId,
  tx: Tx,
  request: RequestId,
  key: DataKey,
  ref: CallRef,
  told: Told,
): Promise<void> {
  await scratchOf(tenant, tx, request, key).put(toldName(ref), told)
}

/** That a person changed the call, and to what: the model hears it with what came of it, and does not do the former again. */
export const editedInWords = ({ edited }: Pick<ProposedCall, 'edited'>) =>
  edited && {
    changedByPerson: {
      target: edited.target,
      params: edited.params,
      ...(edited.reason !== null && { reason: edited.reason }),
      note: 'a person of the team changed your call to this before it ran; do not propose the former again',
    },
  }
