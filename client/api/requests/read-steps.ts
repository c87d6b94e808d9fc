import { z } from 'zod'
import type { JsonValue } from '#contract/json.ts'
import type { Tx } from '#store/database.ts'
import { listStandingUses } from '#store/standing-record.ts'
import { findSettings } from '#store/tenants.ts'
import { listUndoing, listUndoStates } from '#store/undo-states.ts'
import type { Reasons } from '../approvals/reasons.ts'
import { CodeRuleView } from '../approvals/shape.ts'
import { TimesView, timesOf } from '../approvals/times.ts'
import type { ApiDeps } from '../deps.ts'
import { Json } from '../json.ts'
import { type Caller, hasRole } from '../session/caller.ts'
import { openKept } from './open-kept.ts'

const Moment = z.iso.datetime()
const Target = z.strictObject({ platform: z.string(), type: z.string(), id: z.string() }).nullable()

/** One proposal: what was to be done, what policy said, who was asked, what came of it. */
export const StepView = z
  .strictObject({
    step: z.int(),
    action: z.string(),
    hash: z.string(),
    target: Target,
    risk: z.string(),
    write: z.boolean(),
    effect: z.string(),
    code: z.string().nullable(),
    decision: Json,
    codeRules: z.array(CodeRuleView),
    state: z.string(),
    outcome: z.string().nullable(),
    at: Moment,
    approval: z
      .strictObject({
        id: z.string(),
        state: z.string(),
        version: z.int(),
        expiresAt: Moment,
        times: TimesView,
        closedAt: Moment.nullable(),
      })
      .nullable(),
    ledger: z
      .strictObject({
        state: z.string(),
        attempt: z.int(),
        actAs: z.strictObject({ person: z.string(), connection: z.string() }).nullable(),
        outcome: z.string().nullable(),
        platformRequestId: z.string().nullable(),
        platformEventId: z.string().nullable(),
        intendedAt: Moment,
        settledAt: Moment.nullable(),
      })
      .nullable(),
    /** How it is taken back, while what stood before is kept; null: it cannot be. */
    undo: z
      .strictObject({
        action: z.string(),
        note: z.string(),
        until: Moment,
        /** What stood before, and after; null for who may not see what was changed. */
        before: Json.nullable(),
        after: Json.nullable(),
      })
      .nullable(),
    /** The request that takes it back, or took it back. */
    undoneBy: z.strictObject({ request: z.string(), status: z.string() }).nullable(),
    /** The standing approval that it ran under, and whose it is. */
    standing: z.strictObject({ id: z.string(), grantor: z.string(), name: z.string().nullable() }).nullable(),
  })
  .meta({ id: 'Step' })
export type StepView = z.infer<typeof StepView>

/** In order; of several versions of an approval the latest. */
export async function readSteps(
  deps: ApiDeps,
  caller: Caller,
  tx: Tx,
  request: string,
  { nameOf, reasons }: { nameOf: (person: string) => Promise<string | null>; reasons: Reasons },
): Promise<StepView[]> {
  const { tenant } = caller
  const settings = await findSettings(tenant, tx)
  const proposals = await tx
    .selectFrom('proposals')
    .selectAll()
    .where('tenant', '=', tenant)
    .where('request', '=', request)
    .where('origin', '<>', 'line')
    .orderBy('step')
    .execute()
  const approvals = await tx
    .selectFrom('approvals')
    .selectAll()
    .where('tenant', '=', tenant)
    .where('request', '=', request)
    .orderBy('version')
    .execute()
  const ledger = await tx
    .selectFrom('ledger')
    .selectAll()
    .where('tenant', '=', tenant)
    .where('request', '=', request)
    .execute()
  const standing = new Map<number, StepView['standing']>()
  for (const { step, standing: id, grantor } of await listStandingUses(tenant, tx, request))
    standing.set(step, { id, grantor, name: await nameOf(grantor) })
  const undoOf = await readUndo(deps, caller, tx, request)
  const undoneBy = new Map(
    (await listUndoing(tenant, tx, request)).map(({ id, step, status }) => [step, { request: id, status }]),
  )
  const approvalOf = new Map(approvals.map((row) => [row.step, row]))
  const ledgerOf = new Map(ledger.map((row) => [row.step, row]))
  return proposals.map((row): StepView => {
    const approval = approvalOf.get(row.step)
    const call = ledgerOf.get(row.step)
    return {
      step: row.step,
      action: row.action,
      hash: row.action_hash,
      target: row.target && { platform: row.target.platform, type: row.target.type, id: row.target.id },
      risk: row.risk,
      write: row.is_write,
      effect: row.effect,
      code: row.code,
      decision: row.decision as JsonValue,
      codeRules: row.code_rules,
      state: row.state,
      outcome: row.outcome_code,
      at: row.created_at.toISOString(),
      approval: approval
        ? {
            id: approval.id,
            state: approval.state,
            version: approval.version,
            expiresAt: approval.expires_at.toISOString(),
            times: settings ? timesOf(reasons, settings, approval) : null,
            closedAt: approval.closed_at?.toISOString() ?? null,
          }
        : null,
      ledger: call
        ? {
            state: call.state,
            attempt: call.attempt,
            actAs: call.act_as,
            outcome: call.outcome_code,
            platformRequestId: call.platform_request_id,
            platformEventId: call.platform_event_id,
            intendedAt: call.intended_at.toISOString(),
            settledAt: call.settled_at?.toISOString() ?? null,
          }
        : null,
      undo: undoOf(row),
      undoneBy: undoneBy.get(row.step) ?? null,
      standing: standing.get(row.step) ?? null,
    }
  })
}

type Undo = StepView['undo']

async function readUndo(deps: ApiDeps, caller: Caller, tx: Tx, request: string) {
  const found = new Map<number, NonNullable<Undo>>()
  const now = new Date(deps.clock())
  for (const row of await listUndoStates(caller.tenant, tx, { request, now })) {
    const kept = await openKept(deps, caller.tenant, row)
    if (!kept) continue
    const sees = hasRole(caller, 'admin', 'approver')
    found.set(row.step, {
      action: kept.reverse.action,
      note: '',
      until: row.expires_at.toISOString(),
      before: sees ? kept.before : null,
      after: sees ? kept.after : null,
    })
  }
  return ({ step, action }: { step: number; action: string }): Undo => {
    const undo = found.get(step)
    return undo ? { ...undo, note: deps.catalog.get(action)?.reversible?.note ?? '' } : null
  }
}
