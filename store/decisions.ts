import { type Kysely, type Selectable, sql } from 'kysely'
import type { RequestId, TenantId } from '#contract/ids.ts'
import type { ActAs, DecisionStatement, SignedDecision } from '#contract/statement.ts'
import { DexError } from '#contract/error.ts'
import type { Tx } from './database.ts'
import { oneAtATime } from './one-at-a-time.ts'
import { prepared } from './prepared.ts'
import type { Schema } from './schema.ts'

export type DecisionRow = Selectable<Schema['decisions']>

/** Each decision as `d`, beside how the gate heard it as `c`; no code: not yet. */
const withChecks = (database: Kysely<Schema>) =>
  database
    .selectFrom('decisions as d')
    .leftJoin('decision_checks as c', (join) =>
      join.onRef('c.tenant', '=', 'd.tenant').onRef('c.decision', '=', 'd.id'),
    )

/**
 * Append-only; throws `already_decided` when this person already said yes or no to this step. A yes or no that was refused
 * leaves room for the next.
 */
export async function insertDecision(
  tenant: TenantId,
  tx: Tx,
  decision: { id: string; approval: string | null; signed: SignedDecision },
): Promise<void> {
  const { statement, signature } = decision.signed
  const mine = await refusedBefore(tenant, tx, statement)
  const inserted = await tx
    .insertInto('decisions')
    .values({
      tenant,
      id: decision.id,
      approval: decision.approval,
      request: statement.request,
      step: statement.step,
      approver: statement.approver.person,
      verdict: statement.verdict,
      statement: JSON.stringify(statement),
      signature,
      attempt: mine + 1,
    })
    .onConflict((conflict) => conflict.doNothing())
    .returning('id')
    .executeTakeFirst()
  if (!inserted) throw alreadyDecided()
}

const alreadyDecided = (): DexError => new DexError('already_decided', 'you decided this already')
/** As the table has it too. */
const triesMax = 10

/** How often this person was refused on this step; throws `already_decided` where they were heard, or may yet be. */
async function refusedBefore(
  tenant: TenantId,
  tx: Tx,
  { request, step, approver, verdict }: SignedDecision['statement'],
): Promise<number> {
  if (verdict !== 'approve' && verdict !== 'reject') return 0
  const own = await withChecks(tx)
    .select('c.code')
    .where('d.tenant', '=', tenant)
    .where('d.request', '=', request)
    .where('d.step', '=', step)
    .where('d.approver', '=', approver.person)
    .where('d.verdict', 'in', ['approve', 'reject'])
    .execute()
  if (own.some((each) => each.code === null || each.code === 'ok')) throw alreadyDecided()
  if (own.length >= triesMax)
    throw new DexError('already_decided', 'you were refused too often; somebody else has to decide this')
  return own.length
}

/** The row of exactly this signed statement, if the api wrote it. */
export async function findDecisionBySignature(
  tenant: TenantId,
  tx: Tx,
  request: RequestId,
  signature: string,
): Promise<DecisionRow | undefined> {
  return tx
    .selectFrom('decisions')
    .selectAll()
    .where('tenant', '=', tenant)
    .where('request', '=', request)
    .where('signature', '=', signature)
    .executeTakeFirst()
}

export async function findDecision(tenant: TenantId, tx: Tx, id: string): Promise<DecisionRow | undefined> {
  return tx
    .selectFrom('decisions')
    .selectAll()
    .where('tenant', '=', tenant)
    .where('id', '=', id)
    .executeTakeFirst()
}

export interface CheckedDecision extends DecisionRow {
  /** `ok`, or the code it was refused with; null while unchecked. */
  code: string | null
  used: string | null
}

export async function listDecisions(
  tenant: TenantId,
  tx: Tx,
  request: RequestId,
  step: number,
): Promise<CheckedDecision[]> {
  return selectDecisions(tx, { tenant, request, step })
}

const selectDecisions = prepared<{ tenant: string; request: string; step: number }, CheckedDecision>(
  (database, value) =>
    withChecks(database)
      .leftJoin('decision_uses as u', (join) =>
        join.onRef('u.tenant', '=', 'd.tenant').onRef('u.decision', '=', 'd.id'),
      )
      .selectAll('d')
      .select(['c.code', 'u.idempotency_key as used'])
      .where('d.tenant', '=', value('tenant'))
      .where('d.request', '=', value('request'))
      .where('d.step', '=', value('step'))
      .where('d.verdict', 'in', ['approve', 'reject'])
      .orderBy('d.decided_at')
      .orderBy('d.id'),
)

/** Everything that was said on these requests, with what the gate made of it, in the order that it was said. */
export async function listDecisionsOf(
  tenant: TenantId,
  tx: Tx,
  of: { requests: readonly string[]; yesOrNo: boolean },
): Promise<(DecisionRow & Pick<CheckedDecision, 'code'>)[]> {
  if (of.requests.length === 0) return []
  let query = withChecks(tx)
    .selectAll('d')
    .select('c.code')
    .where('d.tenant', '=', tenant)
    .where(sql<boolean>`d.request = any(${[...of.requests]})`)
  // In words of the statement, so that every plan may use the index over just these.
  if (of.yesOrNo) query = query.where(sql<boolean>`d.verdict in ('approve', 'reject')`)
  return query.orderBy('d.decided_at').orderBy('d.id').execute()
}

/** Yeses of this person to these approvals that the gate heard. */
export async function listHeardYeses(
  tenant: TenantId,
  tx: Tx,
  of: { person: string; approvals: readonly string[] },
): Promise<Pick<DecisionRow, 'approval' | 'statement'>[]> {
  if (of.approvals.length === 0) return []
  return withChecks(tx)
    .select(['d.approval', 'd.statement'])
    .where('d.tenant', '=', tenant)
    .where(sql<boolean>`d.approval = any(${[...of.approvals]})`)
    .where('d.approver', '=', of.person)
    .where('d.verdict', '=', 'approve')
    .where('c.code', '=', 'ok')
    .execute()
}

/**
 * As whom the first yes to this step that nobody refused has the action run; null before there is one. Whoever reads it
 * is alone with the step until their transaction ends: of two who approve at the same moment, one sees the other's (T4).
 */
export async function findFirstYes(
  tenant: TenantId,
  tx: Tx,
  request: string,
  step: number,
): Promise<ActAs | null> {
  await oneAtATime(tenant, tx, `yes/${request}/${step}`)
  const row = await withChecks(tx)
    .select('d.statement')
    .where('d.tenant', '=', tenant)
    .where('d.request', '=', request)
    .where('d.step', '=', step)
    .where('d.verdict', '=', 'approve')
    .where((where) => where.or([where('c.code', 'is', null), where('c.code', '=', 'ok')]))
    .orderBy('d.decided_at')
    .orderBy('d.id')
    .limit(1)
    .executeTakeFirst()
  return row ? (row.statement as DecisionStatement).actAs : null
}

/** Who said the latest of this kind that the gate heard; null where nobody did. */
export async function findSayer(
  tenant: TenantId,
  tx: Tx,
  request: RequestId,
  verdict: DecisionStatement['verdict'],
): Promise<string | null> {
  const row = await withChecks(tx)
    .select('d.approver')
    .where('d.tenant', '=', tenant)
    .where('d.request', '=', request)
    .where('d.verdict', '=', verdict)
    .where('c.code', '=', 'ok')
    .orderBy('d.decided_at', 'desc')
    .limit(1)
    .executeTakeFirst()
  return row?.approver ?? null
}

/**
 * When this person said their latest yeses, the latest first, `most` of them. Whoever reads it is alone with the person's yeses until
 * their transaction ends: of many sent at once each sees those before it.
 */
export async function yesesSince(
  tenant: TenantId,
  tx: Tx,
  of: { person: string; after: Date; most: number },
): Promise<Date[]> {
  await oneAtATime(tenant, tx, `pace/${of.person}`)
  const rows = await tx
    .selectFrom('decisions')
    .select('decided_at')
    .where('tenant', '=', tenant)
    .where('approver', '=', of.person)
    .where('verdict', '=', 'approve')
    .where('decided_at', '>', of.after)
    .orderBy('decided_at', 'desc')
    .limit(of.most)
    .execute()
  return rows.map((row) => row.decided_at)
}

/** Keeps the first answer: a check is repeated, its outcome is not. */
export async function recordCheck(tenant: TenantId, tx: Tx, decision: string, code: string): Promise<void> {
  await insertCheck(tx, { tenant, decision, code })
}

const insertCheck = prepared<{ tenant: string; decision: string; code: string }, unknown>((database, value) =>
  database
    .insertInto('decision_checks')
    .values({ tenant: value('tenant'), decision: value('decision'), code: value('code') })
    .onConflict((conflict) => conflict.columns(['tenant', 'decision']).doNothing()),
)

/** What the gate made of one statement; null while unchecked. */
export async function checkOf(tenant: TenantId, tx: Tx, decision: string): Promise<string | null> {
  const row = await tx
    .selectFrom('decision_checks')
    .select('code')
    .where('tenant', '=', tenant)
    .where('decision', '=', decision)
    .executeTakeFirst()
  return row?.code ?? null
}

/** Throws `statement_replayed` when it was used for another call. */
export async function useDecision(
  tenant: TenantId,
  tx: Tx,
  decision: string,
  idempotencyKey: string,
): Promise<void> {
  const inserted = await tx
    .insertInto('decision_uses')
    .values({ tenant, decision, idempotency_key: idempotencyKey })
    .onConflict((conflict) => conflict.columns(['tenant', 'decision']).doNothing())
    .returning('decision')
    .executeTakeFirst()
  if (inserted) return
  const standing = await tx
    .selectFrom('decision_uses')
    .select('idempotency_key')
    .where('tenant', '=', tenant)
    .where('decision', '=', decision)
    .executeTakeFirst()
  if (standing?.idempotency_key !== idempotencyKey) throw new DexError('statement_replayed')
}

/** Statements on these requests or publications that nobody has checked since this long: they are delivered again. */
export async function listUndelivered(
  tenant: TenantId,
  tx: Tx,
  requests: readonly string[],
  before: Date,
): Promise<DecisionRow[]> {
  if (requests.length === 0) return []
  return tx
    .selectFrom('decisions as d')
    .selectAll('d')
    .where('d.tenant', '=', tenant)
    .where('d.request', 'in', requests)
    .where('d.decided_at', '<', before)
    .where(({ not, exists, selectFrom }) =>
      not(
        exists(
          selectFrom('decision_checks as c')
            .select('c.decision')
            .whereRef('c.tenant', '=', 'd.tenant')
            .whereRef('c.decision', '=', 'd.id'),
        ),
      ),
    )
    .limit(100)
    .execute()
}
