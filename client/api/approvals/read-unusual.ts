import type { TenantId } from '#contract/ids.ts'
import { type RecordedCase, listApproved, listAskedNow } from '#store/approved.ts'
import type { Tx } from '#store/database.ts'
import { findSettings } from '#store/tenants.ts'
import type { ApiDeps } from '../deps.ts'
import { type BriefMemory, createBriefMemory } from '../brief-memory.ts'
import { recordedFacts } from '../standing/recorded.ts'
import { type Case, knownFrom, unusual } from './unusual.ts'

/** Looked through, and compared with, of each kind of change. */
const newest = 2_000
const each = 100
/** INVARIANT: what was opened for a look is out of memory no later than the key that opened it may be used (vault/data-keys.ts). */
const keptMs = 30_000

/** What was approved before changes slowly: an inbox that is looked at again soon does not read it again. */
const kept = new WeakMap<object, BriefMemory<readonly Case[]>>()

/** In what these approvals that wait differ from what was approved of their kind before, by approval. */
export async function readUnusual(
  deps: ApiDeps,
  tenant: TenantId,
  tx: Tx,
  approvals: readonly { id: string; action: string }[],
): Promise<ReadonlyMap<string, string[]>> {
  const actions = [...new Set(approvals.map((each) => each.action))]
  const hours = findSettings(tenant, tx).then((settings) => hoursIn(settings?.zone))
  const [before, asked, hourOf] = await Promise.all([
    approvedBefore(deps, tenant, tx, { actions, hours }),
    listAskedNow(
      tenant,
      tx,
      approvals.map(({ id }) => id),
    ),
    hours,
  ])
  const found = new Map<string, string[]>()
  for (const now of asked) {
    const past = before.get(now.action) ?? []
    if (past.length >= knownFrom)
      found.set(now.approval, unusual(past, await caseOf(deps, tenant, hourOf, now)))
  }
  return found
}

async function approvedBefore(
  deps: ApiDeps,
  tenant: TenantId,
  tx: Tx,
  { actions, hours }: { actions: readonly string[]; hours: Promise<(at: Date) => number> },
): Promise<ReadonlyMap<string, readonly Case[]>> {
  const all = kept.get(deps.database) ?? createBriefMemory<readonly Case[]>(keptMs)
  kept.set(deps.database, all)
  const place = (action: string) => `${tenant}\n${action}`
  const wanted = actions.filter((action) => all.get(place(action)) === undefined)
  if (wanted.length > 0) {
    const [rows, hourOf] = await Promise.all([
      listApproved(tenant, tx, { actions: wanted, newest, each }),
      hours,
    ])
    const cases = await Promise.all(
      rows.map(async (row) => ({ action: row.action, is: await caseOf(deps, tenant, hourOf, row) })),
    )
    for (const action of wanted)
      all.set(
        place(action),
        cases.filter((one) => one.action === action).map(({ is }) => is),
      )
  }
  return new Map(actions.map((action) => [action, all.get(place(action)) ?? []]))
}

async function caseOf(
  deps: ApiDeps,
  tenant: TenantId,
  hourOf: (at: Date) => number,
  row: RecordedCase,
): Promise<Case> {
  const facts = await recordedFacts(deps, tenant, row)
  const fact = (path: string) => facts[path] as string | null | undefined
  const department = fact('target.department')
  const requesterDepartment = fact('requester.department')
  return {
    target: row.target?.id ?? null,
    objects: row.objects.map(({ role, id }) => `${role} ${id}`),
    channel: row.channel,
    assurance: row.assurance,
    hour: hourOf(row.at),
    size: row.size ?? 1,
    ...(department !== undefined && { department }),
    ...(requesterDepartment !== undefined && { requesterDepartment }),
  }
}

function hoursIn(zone = 'UTC'): (at: Date) => number {
  const hours = new Intl.DateTimeFormat('en', { hour: 'numeric', hourCycle: 'h23', timeZone: zone })
  return (at) => Number(hours.format(at))
}
