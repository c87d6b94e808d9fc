import { type ApprovalView as SealedView, approvalViewName } from '#contract/approval-view.ts'
import type { WaitingApproval } from '#store/approvals.ts'
import type { Tx } from '#store/database.ts'
import { listOthersOn } from '#store/proposals.ts'
import { findRequests, type RequestRow } from '#store/requests.ts'
import { type DecisionView, readDecisions } from '../decisions/read-decisions.ts'
import type { ApiDeps } from '../deps.ts'
import { readLists } from '../lists/read-list.ts'
import type { ListSummary } from '../lists/shape.ts'
import { openEntries } from '../requests/open-entries.ts'
import type { Told } from '../requests/shape.ts'
import { createTeller } from '../requests/told.ts'
import { type Caller, hasRole } from '../session/caller.ts'
import { readEnds } from './read-end.ts'
import { readUnusual } from './read-unusual.ts'
import { samplesFor } from './samples.ts'
import type { ApprovalView } from './shape.ts'
import { standingStepUps, type StandingStepUp } from './step-up.ts'

/** What is told of one approval beside its row. */
export interface Beside {
  /** Null once the content was destroyed, and for who reads the record alone. */
  sealed: SealedView | null
  decisions: DecisionView[]
  request: RequestRow | undefined
  told: Told | undefined
  /** Of a list; null for one action. */
  list: { targets: string[]; view: (ListSummary & { samples: number[] }) | null } | null
  others: string[]
  stepUp: StandingStepUp | undefined
  ended: ApprovalView['ended']
  unusual: string[]
}

export interface Page {
  of(row: WaitingApproval): Beside
  /** Of whoever is named in what was read. */
  nameOf(person: string): string | null
}

/**
 * What stands beside a page of approvals. However many they are, it takes the same few statements: those that do not wait for each
 * other travel together.
 */
export async function readPage(
  deps: ApiDeps,
  caller: Caller,
  tx: Tx,
  rows: readonly WaitingApproval[],
): Promise<Page> {
  const { tenant } = caller
  const teller = createTeller(deps, caller, tx)
  const requests = [...new Set(rows.map((row) => row.request))]
  const lists = rows.filter((row) => row.subject_kind === 'list')
  // The record alone is for operators and auditors.
  const opening = hasRole(caller, 'admin', 'approver') ? rows : []
  const found = findRequests(tenant, tx, requests)
  const sampled = samplesFor(tenant, tx, lists, caller.person)
  const targetsOf = (row: WaitingApproval, samples: Awaited<typeof sampled>): string[] =>
    samples.get(row.id)?.targets ?? (row.target === null ? [] : [row.target.id])
  const [requestRows, told, samples, summaries, others, decisions, opened, stepUps, ends, unusual, nameOf] =
    await Promise.all([
      found,
      found.then(teller.tell),
      sampled,
      readLists(caller, tx, [...new Set(lists.map((row) => row.request))]),
      sampled.then((each) =>
        listOthersOn(
          tenant,
          tx,
          rows
            .filter((row) => row.state === 'pending')
            .map((row) => ({ id: row.id, request: row.request, targets: targetsOf(row, each) })),
        ),
      ),
      readDecisions(deps, tenant, tx, { requests, yesOrNo: true }),
      openEntries(
        deps,
        tenant,
        tx,
        opening.map((row) => ({ request: row.request, name: approvalViewName(row.id) })),
      ),
      standingStepUps(deps, caller, tx, rows),
      readEnds(caller, tx, rows, teller.meet),
      readUnusual(
        deps,
        tenant,
        tx,
        rows.filter((row) => row.state === 'pending'),
      ),
      teller.meet(rows.flatMap((row) => row.act_as?.person ?? row.requester_person ?? [])),
    ])
  const byId = new Map(requestRows.map((row) => [row.id, row]))
  return {
    nameOf,
    of: (row) => ({
      sealed: (opened(row.request, approvalViewName(row.id)) as SealedView | undefined) ?? null,
      decisions: decisions.get(row.request)?.filter((each) => each.step === row.step) ?? [],
      request: byId.get(row.request),
      told: told.get(row.request),
      list: row.subject_kind === 'list' ? listOf(row, samples, summaries) : null,
      others: others.get(row.id) ?? [],
      stepUp: stepUps.get(row.id),
      ended: ends.get(row.id) ?? null,
      unusual: unusual.get(row.id) ?? [],
    }),
  }
}

function listOf(
  { id, request, step }: WaitingApproval,
  sampled: Awaited<ReturnType<typeof samplesFor>>,
  summaries: Awaited<ReturnType<typeof readLists>>,
): NonNullable<Beside['list']> {
  const { samples, targets } = sampled.get(id) ?? { samples: [], targets: [] }
  const list = summaries.get(request)?.find((each) => each.step === step)
  return { targets, view: list ? { ...list, samples } : null }
}
