import { DexError } from '#contract/error.ts'
import { RequestId } from '#contract/ids.ts'
import type { Tx } from '#store/database.ts'
import { findRequest, type RequestRow } from '#store/requests.ts'
import { type Caller, hasRole } from '../session/caller.ts'

export const isOwn = (caller: Caller, row: RequestRow): boolean =>
  row.requester_person === caller.person ||
  row.requester_lookup === caller.emailLookup ||
  row.authors.includes(caller.person)

export const seesAll = (caller: Caller): boolean =>
  hasRole(caller, 'admin', 'approver', 'operator', 'auditor')

/** What was said: for those who work on it and who said it; operators and auditors see the record. */
export const seesContent = (caller: Caller, row: RequestRow): boolean =>
  hasRole(caller, 'admin', 'approver') || isOwn(caller, row)

/** Throws `not_found` for another tenant's, another person's and none alike. */
export async function visibleRequest(caller: Caller, tx: Tx, id: string): Promise<RequestRow> {
  const parsed = RequestId.safeParse(id)
  const row = parsed.success ? await findRequest(caller.tenant, tx, parsed.data) : undefined
  if (!row || !(seesAll(caller) || isOwn(caller, row))) throw new DexError('not_found')
  return row
}
