import type { Code } from '#contract/codes.ts'
import type { CheckedDecision } from '#store/decisions.ts'
import { listHashOfLine } from '#vault/list-hash.ts'
import type { GateDeps } from '../../deps.ts'
import { countYeses } from '../approved.ts'
import { touchedBy } from '../excluded.ts'
import type { Prepared } from '../prepare.ts'

/**
 * Step 6 of one line: the list's own signed statements, and the proof that exactly what would run now stands at exactly this
 * place of the list that they are on (T20). INVARIANT: the hash is of the facts of this moment, the size is the gate's own, and
 * the places to fill are those that this line's fresh decision asks for.
 */
export async function lineApproved(
  deps: GateDeps,
  { loaded, acting, ruling }: Prepared,
): Promise<{ decisions: CheckedDecision[] } | { code: Code }> {
  const { approval, line, decisions } = loaded
  if (line === null || line.list === null || approval?.subject_kind !== 'list')
    return { code: 'approval_void' }
  const { position, size, proof } = line
  const hash = listHashOfLine({ actionHash: ruling.actionHash, position, size, proof })
  if (hash === null || hash !== approval.subject_hash) return { code: 'proof_invalid' }
  if (approval.state !== 'approved') return { code: 'approval_void' }
  if (approval.expires_at.getTime() <= deps.clock()) return { code: 'approval_expired' }
  const checked = decisions.filter((each) => each.code === 'ok')
  if (checked.some((each) => each.verdict === 'reject')) return { code: 'approval_rejected' }
  const bound = { step: line.list, actionHash: hash, obligations: approval.obligations_digest }
  const given = { checked, bound, touched: touchedBy(ruling) }
  const counted = await countYeses(deps, loaded, acting, ruling, given)
  return counted.kind === 'met' ? { decisions: counted.decisions } : { code: 'approval_void' }
}
