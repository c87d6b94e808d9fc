import { randomUUID } from 'node:crypto'
import { isDexError } from '#contract/error.ts'
import { thinkQueue, workflowTypes } from '#contract/messages.ts'
import type { StandingScope } from '#contract/standing.ts'
import type { Tx } from '#store/database.ts'
import { findSettings } from '#store/tenants.ts'
import type { App } from '../app.ts'
import { createReasons } from '../approvals/reasons.ts'
import type { ApiDeps } from '../deps.ts'
import { problems } from '../problems.ts'
import { type Caller, callerOf } from '../session/caller.ts'
import { failureCode } from '../temporal/failure-code.ts'
import { withTemporal } from '../temporal/with-temporal.ts'
import { Ask, Reach } from './shape.ts'
import { assertScope, sourceOf } from './terms.ts'

type Counted = Reach['counted'][number]

/** What is asked of a directory: accounts of any of these departments, and of any of these groups. */
interface Wanted {
  platform: string
  departments: readonly string[]
  groups: readonly string[]
  /** Known already, of Dex's own registry of labels. */
  labelled: { names: readonly string[]; count: number } | null
}

/** `POST /api/standing-approvals/reach`: how many accounts the terms name now, counted in the directory; nothing is written. */
export function addStandingReach(app: App, deps: ApiDeps): void {
  const reasons = createReasons(deps)
  app.post(
    '/api/standing-approvals/reach',
    {
      config: { limited: 'decisions' },
      schema: {
        tags: ['standing approvals'],
        summary: 'How many accounts approving always could touch now, counted in the directory',
        body: Ask,
        response: { 200: Reach, ...problems },
      },
    },
    async (request) => {
      const caller = callerOf(request)
      const { names } = await reasons(caller.tenant)
      const { scope } = request.body
      const wanted = await deps.database.read(caller.tenant, async (tx) => {
        const source = await sourceOf(deps, caller, tx, request.body)
        assertScope(source, scope, deps.clock())
        return wantedOf(caller, tx, source.action.platform, scope)
      })
      if (wanted === null) {
        const ids = scope.targets.kind === 'these' ? new Set(scope.targets.ids).size : 0
        return { platform: null, counted: [], accountsMax: ids }
      }
      const counted = await count(deps, caller, wanted, names)
      return { platform: wanted.platform, counted, accountsMax: boundOf(counted) }
    },
  )
}

/** Null where they are named one by one. */
async function wantedOf(
  { tenant }: Caller,
  tx: Tx,
  platform: string,
  { targets, requesters }: StandingScope,
): Promise<Wanted | null> {
  if (targets.kind === 'these') return null
  const settings = await findSettings(tenant, tx)
  // Whose own account it is, the identity source knows.
  if (targets.kind === 'own')
    return { platform: settings?.identitySource ?? platform, ...requesters, labelled: null }
  const { departments, groups, labels } = targets
  const labelled = Object.entries(settings?.labels ?? {}).filter(
    ([account, own]) => account.startsWith(`${platform}:`) && own.some((each) => labels.includes(each)),
  )
  return {
    platform,
    departments,
    groups,
    labelled: labels.length === 0 ? null : { names: labels, count: labelled.length },
  }
}

async function count(
  deps: ApiDeps,
  { tenant }: Caller,
  { platform, departments, groups, labelled }: Wanted,
  names: Readonly<Record<string, string>>,
): Promise<Counted[]> {
  const byLabel: Counted[] = (labelled ? [labelled] : []).map((each) => ({
    kind: 'label',
    of: each.names.map((name) => names[name] ?? name).join(' or '),
    count: each.count,
    more: false,
  }))
  if (labelled && departments.length + groups.length === 0) return byLabel
  const named: Pick<Counted, 'kind' | 'of'>[] = [
    ...departments.map((name) => ({ kind: 'department' as const, of: name })),
    ...groups.map((id) => ({ kind: 'group' as const, of: names[id] ?? id })),
  ]
  const asked = named.length > 0 ? named : [{ kind: 'everybody' as const, of: platform }]
  const counts = await ask(deps, tenant, { platform, departments, groups })
  const found = asked.map((each, at): Counted => {
    const one = counts?.[at] ?? null
    return { ...each, count: one?.count ?? null, more: one?.more ?? false }
  })
  return [...byLabel, ...found]
}

/** Null where nobody can be asked now. */
async function ask(
  deps: ApiDeps,
  tenant: Caller['tenant'],
  input: Pick<Wanted, 'platform' | 'departments' | 'groups'>,
): Promise<({ count: number; more: boolean } | null)[] | null> {
  type Workflow = (asked: typeof input) => Promise<({ count: number; more: boolean } | null)[]>
  try {
    return await withTemporal(deps, tenant, deps.deadlines.answerMs, (client) =>
      client.workflow.execute<Workflow>(workflowTypes.reach, {
        workflowId: `${tenant}/reach/${randomUUID()}`,
        taskQueue: thinkQueue(tenant),
        args: [input],
        workflowExecutionTimeout: 30_000,
      }),
    )
  } catch (error) {
    if (isDexError(error, 'temporal_unavailable') || failureCode(error) !== null) return null
    throw error
  }
}

/** An account has to be in one of each kind that is named: at most as many as the smallest kind has. Null: no kind is known whole. */
function boundOf(counted: readonly Counted[]): number | null {
  const kinds = Map.groupBy(counted, (each) => each.kind)
  const sums = [...kinds.values()].flatMap((each) => {
    const known = each.every(({ count, more }) => count !== null && !more)
    return known ? [each.reduce((sum, { count }) => sum + (count ?? 0), 0)] : []
  })
  return sums.length === 0 ? null : Math.min(...sums)
}
