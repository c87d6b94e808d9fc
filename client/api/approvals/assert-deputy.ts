import { DexError } from '#contract/error.ts'
import type { Tx } from '#store/database.ts'
import { listDeputies } from '#store/deputies.ts'
import type { ApiDeps } from '../deps.ts'
import type { Caller } from '../session/caller.ts'

/** Throws `not_deputy` where that person has not named the caller for now; the gate reads the signed word itself. */
export async function assertDeputy(
  deps: Pick<ApiDeps, 'clock'>,
  caller: Caller,
  tx: Tx,
  person: string | undefined,
): Promise<void> {
  if (person === undefined) return
  const of = { person, deputy: caller.person, at: new Date(deps.clock()), limit: 1 }
  if ((await listDeputies(caller.tenant, tx, of)).length === 0) throw new DexError('not_deputy')
}
