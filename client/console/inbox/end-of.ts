import type { Approval } from '../api/operations.ts'

interface End {
  what: string
  why: string
  /** Whose word it was; null: nobody's. */
  who: string | null
}

/** Why it waits no more, in words; null while it waits. */
export function endOf({
  state,
  ended,
  decisions,
}: Pick<Approval, 'state' | 'ended' | 'decisions'>): End | null {
  if (state === 'pending') return null
  if (ended !== null) {
    const { why, by } = ended
    const who = by === null ? null : by.you ? 'you' : (by.name ?? by.person)
    return { what: state === 'expired' ? 'Expired:' : 'Withdrawn:', why, who }
  }
  const verdict = state === 'rejected' ? 'reject' : 'approve'
  const said = decisions.filter((each) => each.verdict === verdict && each.code === 'ok')
  const who = said.map((each) => each.name ?? each.email ?? each.person).join(', ')
  if (state === 'approved') return { what: 'Approved:', why: 'nothing is asked any more', who: who || null }
  if (state === 'rejected') return { what: 'Rejected:', why: 'somebody said no', who: who || null }
  return { what: 'Closed:', why: 'it does not wait any more', who: null }
}
