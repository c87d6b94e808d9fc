import { expect, it } from 'vitest'
import { endOf } from '#client/console/inbox/end-of.ts'
import type { Approval } from '#client/console/api/operations.ts'

const decision = (verdict: string, name: string, code = 'ok') =>
  ({ verdict, name, code }) as Approval['decisions'][number]
const none = { ended: null, decisions: [] }
const end = { code: 'request_cancelled', why: 'the request was cancelled', by: null, instead: null }
const by = (you: boolean) => ({ person: 'per_1', name: 'A. Example', you })

it.each([
  ['what waits has not ended', { ...none, state: 'pending' }, null],
  [
    'nobody answered',
    { ...none, state: 'expired', ended: end },
    { what: 'Expired:', why: end.why, who: null },
  ],
  [
    'a person withdrew it',
    { ...none, state: 'void', ended: { ...end, by: by(false) } },
    { what: 'Withdrawn:', why: end.why, who: 'A. Example' },
  ],
  ['the reader did', { ...none, state: 'void', ended: { ...end, by: by(true) } }, { who: 'you' }],
  [
    'others said yes; what was refused is nobody’s yes',
    {
      ended: null,
      state: 'approved',
      decisions: [decision('approve', 'B'), decision('approve', 'C', 'step_up_required')],
    },
    { what: 'Approved:', who: 'B' },
  ],
  [
    'somebody said no',
    { ended: null, state: 'rejected', decisions: [decision('approve', 'B'), decision('reject', 'C')] },
    { what: 'Rejected:', who: 'C' },
  ],
] as const)('%s', (_what, given, said) => {
  const found = endOf(given as unknown as Approval)
  if (said === null) expect(found).toBeNull()
  else expect(found).toMatchObject(said)
})
