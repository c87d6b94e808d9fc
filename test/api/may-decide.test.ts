import { expect, it } from 'vitest'
import { type DecidingCase, mayDecide } from '#client/api/approvals/may-decide.ts'
import type { Caller } from '#client/api/session/caller.ts'
import type { WaitingApproval } from '#store/approvals.ts'

const now = Date.now()
const caller = { person: 'per_1', emailLookup: 'lookup_1', roles: ['admin'] } as unknown as Caller
const approval = {
  state: 'pending',
  expires_at: new Date(now + 60_000),
  authors: ['per_9'],
  target: { platform: 'okta', type: 'user', id: '00u1' },
  obligations: { approvals: [{ by: { role: 'it-admin' }, quorum: 1, not: [], authors: 'excluded' }] },
} as unknown as WaitingApproval

const given = (change: Partial<DecidingCase> & { row?: object }): DecidingCase => {
  const { row, ...rest } = change
  return {
    caller,
    approval: { ...approval, ...row } as WaitingApproval,
    decisions: [],
    ownAccounts: new Set<string>(),
    connected: true,
    missingScopes: [],
    outranked: false,
    now,
    ...rest,
  }
}
const said = (code: string) => ({
  approve: expect.objectContaining({ code }) as object,
  reject: expect.objectContaining({ code }) as object,
})
const decision = (verdict: string, person = 'per_1', code: string | null = 'ok') =>
  [{ person, verdict, code }] as unknown as DecidingCase['decisions']
const excludes = (not: string[]) => ({
  obligations: { approvals: [{ by: { role: 'x' }, quorum: 1, not, authors: 'excluded' }] },
})

it.each([
  ['nothing stands against it', given({}), { approve: null, reject: null }],
  [
    'without a connection a no is still possible',
    given({ connected: false }),
    { ...said('connection_required'), reject: null },
  ],
  [
    'without a scope that it needs',
    given({ missingScopes: ['okta.users.manage'] }),
    { ...said('connection_required'), reject: null },
  ],
  [
    'on somebody whom only listed owners touch',
    given({ outranked: true }),
    { ...said('privilege_ceiling'), reject: null },
  ],
  ['who reads does not decide', given({ caller: { ...caller, roles: ['auditor'] } }), said('forbidden')],
  ['an author, by person', given({ row: { authors: ['per_1'] } }), said('approver_excluded')],
  ['an author, by address', given({ row: { authors: ['lookup_1'] } }), said('approver_excluded')],
  ['their own account', given({ ownAccounts: new Set(['00u1']) }), said('approver_excluded')],
  ['left out by policy', given({ row: excludes(['per_1']) }), said('approver_excluded')],
  ['left out for others', given({ row: excludes(['per_2']) }), { approve: null, reject: null }],
  ['said yes before', given({ decisions: decision('approve') }), said('already_decided')],
  [
    'was refused before',
    given({ decisions: decision('approve', 'per_1', 'step_up_required') }),
    { approve: null, reject: null },
  ],
  ['is not checked yet', given({ decisions: decision('approve', 'per_1', null) }), said('already_decided')],
  [
    'others said yes before',
    given({ decisions: decision('approve', 'per_2') }),
    { approve: null, reject: null },
  ],
  ['decided', given({ row: { state: 'approved' } }), said('already_decided')],
  ['too late', given({ now: now + 60_000 }), said('approval_expired')],
  ['changed', given({ row: { state: 'void' } }), said('approval_void')],
])('says beforehand what would be refused: %s', (_name, at, expected) => {
  expect(mayDecide(at)).toEqual(expected)
})
