import type { Obligations } from '#contract/decision.ts'
import { DexError } from '#contract/error.ts'
import type { TenantId } from '#contract/ids.ts'
import { StandingId } from '#contract/standing.ts'
import { digestOfUnion } from '#policy/digest.ts'
import { findInForce } from '#store/bundles.ts'
import { listConnections } from '#store/connections.ts'
import type { Tx } from '#store/database.ts'
import { findPeople } from '#store/people.ts'
import { findRenewals, type ListedStanding, listStanding } from '#store/standing-record.ts'
import { openText } from '#vault/envelope.ts'
import { standingHash } from '#vault/hashes.ts'
import type { Reasons } from '../approvals/reasons.ts'
import type { ApiDeps } from '../deps.ts'
import { unlessSealed } from '../unless-sealed.ts'
import { createTeller } from '../requests/told.ts'
import { type Caller, hasRole } from '../session/caller.ts'
import { offeredBy } from './offered.ts'
import { sayScope } from './say.ts'
import type { StandingView } from './shape.ts'

export const reasonPlace = (tenant: TenantId, id: string) => ({
  tenant,
  table: 'standing_approvals',
  row: id,
  field: 'sealed_reason',
})

export async function findStanding(
  tenant: TenantId,
  tx: Tx,
  id: string,
  now: Date,
): Promise<ListedStanding | undefined> {
  if (!StandingId.safeParse(id).success) return undefined
  return (await listStanding(tenant, tx, { id, now, limit: 1 }))[0]
}

/** Throws `not_found`. */
export async function readStanding(
  deps: ApiDeps,
  caller: Caller,
  tx: Tx,
  reasons: Reasons,
  id: string,
): Promise<StandingView> {
  const row = await findStanding(caller.tenant, tx, id, new Date(deps.clock()))
  if (!row) throw new DexError('not_found')
  const [view] = await viewsOf(deps, caller, tx, reasons, [row])
  if (!view) throw new DexError('not_found')
  return view
}

/** Of what is in force; null before anything is. */
export async function bundleDigest(tenant: TenantId, tx: Tx): Promise<string | null> {
  const inForce = await findInForce(tenant, tx)
  return inForce.tenant === null ? inForce.operator : digestOfUnion(inForce.operator ?? '', inForce.tenant)
}

export async function viewsOf(
  deps: ApiDeps,
  caller: Caller,
  tx: Tx,
  reasons: Reasons,
  rows: readonly ListedStanding[],
): Promise<StandingView[]> {
  const bundle = await bundleDigest(caller.tenant, tx)
  const [nameOf, doubtsOf, renewals] = await Promise.all([
    createTeller(deps, caller, tx).meet(
      rows.flatMap(({ grantor, signatures, closed_by: closer }) => [
        grantor,
        ...signatures.map((each) => each.person),
        ...(closer === null ? [] : [closer]),
      ]),
    ),
    readDoubts(deps, caller, tx, rows, bundle),
    findRenewals(
      caller.tenant,
      tx,
      rows.map(({ id }) => id),
    ),
  ])
  const personOf = (person: string) => ({
    person,
    name: nameOf(person),
    you: person === caller.person,
  })
  const views: StandingView[] = []
  for (const row of rows) {
    const state = stateOf(row, deps.clock())
    views.push({
      id: row.id,
      action: row.action,
      state,
      code: row.code,
      doubts: state === 'active' || state === 'waiting' ? doubtsOf(row) : [],
      terms: row.terms as StandingView['terms'],
      says: sayScope(row.terms, reasons.names),
      hash: standingHash({ id: row.id, terms: row.terms }),
      grantor: personOf(row.grantor),
      signatures: row.signatures.map(({ person, at }) => ({
        ...personOf(person),
        at: new Date(at).toISOString(),
      })),
      needed: neededOf(row.obligations),
      used: row.used,
      usedToday: row.usedToday,
      uses: row.uses.map(({ request, step, usedAt }) => ({
        request,
        step,
        at: new Date(usedAt).toISOString(),
      })),
      reason: await reasonOf(deps, caller, row),
      approval: row.approval,
      again:
        state === 'lapsed' || state === 'expired' || state === 'used_up'
          ? await againOf(deps, caller, tx, row, bundle)
          : null,
      renews: row.renews,
      renewedBy: renewals.get(row.id) ?? null,
      mayRenew: mayRenew(caller, row, renewals),
      mayRevoke: row.state === 'active' && hasRole(caller, 'admin', 'approver'),
      grantedAt: row.granted_at.toISOString(),
      until: row.until.toISOString(),
      closedAt: row.closed_at?.toISOString() ?? null,
      closedBy: row.closed_by === null ? null : nameOf(row.closed_by),
    })
  }
  return views
}

/** Only who granted it, once. */
export const mayRenew = (
  caller: Caller,
  { id, state, grantor }: Pick<ListedStanding, 'id' | 'state' | 'grantor'>,
  renewals: ReadonlyMap<string, string>,
): boolean =>
  state === 'lapsed' && grantor === caller.person && !renewals.has(id) && hasRole(caller, 'admin', 'approver')

export const neededOf = ({ approvals = [] }: Obligations): number =>
  approvals.reduce((sum, each) => sum + each.quorum, 0)

export function stateOf(row: ListedStanding, now: number): StandingView['state'] {
  if (row.state !== 'active') return row.state
  if (row.until.getTime() <= now) return 'expired'
  if (row.signatures.length < neededOf(row.obligations)) return 'waiting'
  return row.used >= row.terms.cap.total ? 'used_up' : 'active'
}

/** What can be told without asking a platform; the gate looks at all of it, and at everybody's rights, at each use. */
async function readDoubts(
  deps: ApiDeps,
  { tenant }: Caller,
  tx: Tx,
  rows: readonly ListedStanding[],
  bundle: string | null,
): Promise<(row: ListedStanding) => StandingView['doubts']> {
  const [connections, people] = await Promise.all([
    listConnections(tenant, tx, { ids: rows.map((row) => row.terms.actAs.connection) }),
    findPeople(
      tenant,
      tx,
      rows.map((row) => row.grantor),
    ),
  ])
  const connected = new Set<string>(connections.map((each) => each.id))
  const active = new Set(people.filter((each) => each.state === 'active').map((each) => each.id))
  return ({ terms, grantor }) => {
    const doubts: StandingView['doubts'] = []
    if (deps.catalog.get(terms.action)?.version !== terms.version) doubts.push('version')
    if (terms.bundle !== bundle) doubts.push('policy')
    if (!connected.has(terms.actAs.connection)) doubts.push('connection')
    if (!active.has(grantor)) doubts.push('left')
    return doubts
  }
}

/** Under the policy of now: one that waits, else the newest that this person approved. */
async function againOf(
  deps: ApiDeps,
  { tenant, person }: Caller,
  tx: Tx,
  { action }: ListedStanding,
  bundle: string | null,
): Promise<string | null> {
  const row = await tx
    .selectFrom('approvals as a')
    .innerJoin('proposals as p', (join) =>
      join
        .onRef('p.tenant', '=', 'a.tenant')
        .onRef('p.request', '=', 'a.request')
        .onRef('p.step', '=', 'a.step'),
    )
    .select(['a.id', 'a.obligations', 'a.subject_kind'])
    .where('a.tenant', '=', tenant)
    .where('p.action', '=', action)
    .where('a.bundle', '=', bundle ?? '')
    .where((where) =>
      where.or([
        where('a.state', '=', 'pending'),
        where.and([
          where('a.state', '=', 'approved'),
          where.exists(
            where
              .selectFrom('decisions as d')
              .select('d.id')
              .whereRef('d.tenant', '=', 'a.tenant')
              .whereRef('d.approval', '=', 'a.id')
              .where('d.approver', '=', person)
              .where('d.verdict', '=', 'approve'),
          ),
        ]),
      ]),
    )
    .orderBy('a.state', 'desc')
    .orderBy('a.created_at', 'desc')
    .limit(1)
    .executeTakeFirst()
  if (!row) return null
  const { always } = offeredBy(deps.catalog.get(action), row.obligations as Obligations, row.subject_kind)
  return always === null ? null : row.id
}

async function reasonOf(deps: ApiDeps, caller: Caller, row: ListedStanding): Promise<string | null> {
  if (row.sealed_reason === null || !hasRole(caller, 'admin', 'approver')) return null
  const { sealed_reason: sealed, id } = row
  return unlessSealed(async () => {
    const key = await deps.keys.tenant(caller.tenant, 'column')
    return openText(key, sealed, reasonPlace(caller.tenant, id))
  })
}
