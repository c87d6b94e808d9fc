import { DexError } from '#contract/error.ts'
import type { SignedDecision } from '#contract/statement.ts'
import type { DecisionRow } from '#store/decisions.ts'
import { canonicalJson } from '#vault/hashes.ts'
import type { GateDeps } from '../deps.ts'

/** Signed by a key from configuration, the same as the row, of this tenant and request, and not too old (T5). */
export function assertStatement(
  deps: GateDeps,
  requestId: string,
  signed: SignedDecision,
  row: DecisionRow,
): void {
  const { statement } = signed
  if (canonicalJson(row.statement) !== canonicalJson(statement)) throw new DexError('statement_mismatch')
  if (statement.tenant !== deps.tenant || statement.request !== requestId)
    throw new DexError('statement_mismatch')
  if (row.verdict !== statement.verdict || row.approver !== statement.approver.person) {
    throw new DexError('statement_mismatch')
  }
  if (Date.parse(statement.expiresAt) <= deps.clock()) throw new DexError('statement_expired')
  if (!deps.verify(signed, new Date(statement.issuedAt))) throw new DexError('statement_unsigned')
}
