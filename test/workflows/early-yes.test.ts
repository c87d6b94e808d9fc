import type { WorkflowHandle } from '@temporalio/client'
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { ApprovalWait, CheckInput, CheckOutcome } from '#activities/types.ts'
import { messageNames } from '#contract/messages.ts'
import { SignedDecision } from '#contract/statement.ts'
import { openToldActivities, type ToldActivities } from './told-activities.ts'

let activities: ToldActivities

beforeAll(async () => {
  activities = await openToldActivities()
}, 60_000)

afterAll(() => activities.close())

/** Longer than the test: a wait that hears nothing does not end. */
const approval: ApprovalWait = {
  id: 'apr_early',
  remindInMs: 600_000,
  expiresInMs: 600_000,
  otherwise: 'escalate',
}

const checkApproval = ({ signed }: CheckInput): Promise<CheckOutcome> =>
  Promise.resolve({
    ...{ accepted: true, code: 'ok', verdict: signed.statement.verdict, step: signed.statement.step },
    ...{ approval: approval.id, settled: 'approved', instruction: null },
  })

/** Said and checked while the gate's activity, which has written the approval down, has not answered yet. */
const sayYes = (handle: WorkflowHandle, request: string): Promise<unknown> =>
  handle.executeUpdate(messageNames.decideApproval, { args: [yesTo(request)] })

const yesTo = (request: string): SignedDecision =>
  SignedDecision.parse({
    statement: {
      ...{ type: 'dex/decision/v1', tenant: 'acme', request, step: 1, verdict: 'approve' },
      ...{ actionHash: `sha256:${'0'.repeat(64)}`, actAs: null, obligations: null, bundle: null },
      approver: { person: 'psn_x', iss: 'https://idp.example', sub: 'x' },
      ...{ onBehalfOf: null, stepUp: null, proof: null, comment: null },
      ...{ issuedAt: '2026-11-29T00:00:00Z', expiresAt: '2026-11-30T00:00:00Z' },
      ...{ nonce: 'n'.repeat(24), keyId: 'key' },
    },
    signature: 'A'.repeat(86),
  })

it('a yes to a list that is said before the wait for it begins is heard', async () => {
  const started: number[] = []
  let turns = 0
  const end = await activities.endOf({
    think() {
      turns += 1
      return Promise.resolve(
        turns === 1
          ? { kind: 'list', call: { index: 0, action: 'okta.user.suspend' }, tokens: 0 }
          : { kind: 'escalate', tokens: 0 },
      )
    },
    gate: (handle, request) => ({
      checkApproval,
      async decideList() {
        await sayYes(handle, request)
        return { kind: 'waiting', risk: 'high', list: 1, size: 2, approval }
      },
      startList({ list }) {
        started.push(list)
        return Promise.resolve({ kind: 'ended' })
      },
    }),
  })
  expect(started).toEqual([1])
  expect(end).toEqual({ status: 'escalated', code: 'model_escalated' })
}, 30_000)

it('so is one to a single step, also while the gate counts what was said before', async () => {
  let executed = 0
  let turns = 0
  const end = await activities.endOf({
    think() {
      turns += 1
      const call = { index: 0, action: 'okta.user.suspend', write: true, platform: 'okta' }
      return Promise.resolve(
        turns === 1 ? { kind: 'calls', calls: [call], tokens: 0 } : { kind: 'escalate', tokens: 0 },
      )
    },
    gate: (handle, request) => ({
      checkApproval,
      async decide() {
        await sayYes(handle, request)
        return { step: 1, effect: 'require_approval', code: null, risk: 'high', giveUp: null, approval }
      },
      async execute({ call }) {
        // What is written to the requester comes by here too.
        if ('say' in call) return { kind: 'failed', step: 1, code: 'internal' }
        executed += 1
        if (executed > 1) return { kind: 'failed', step: 1, code: 'internal' }
        await sayYes(handle, request)
        return { kind: 'needs_approval', step: 1, approval }
      },
    }),
  })
  expect(executed).toBe(2)
  expect(end).toEqual({ status: 'escalated', code: 'model_escalated' })
}, 30_000)
