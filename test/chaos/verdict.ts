import { verifyLog } from '#client/api/activity/verify.ts'
import { oktaUserId } from '#sandbox/company/company.ts'
import type { Database } from '#store/database.ts'
import { resetsOf } from '../support/platform.ts'
import type { World } from '../support/world.ts'
import type { Opened } from './door.ts'

export interface RoundVerdict {
  requests: number
  resolved: number
  escalated: Record<string, number>
  /** Requests that have no end. */
  lost: string[]
  /** Accounts that were reset more than once, or though nobody's ledger says so. */
  doubled: string[]
  /** Resolved without an effect, or an effect whose record is missing. */
  untrue: string[]
  /** Places at which the activity log's chain does not hold. */
  broken: string[]
}

/** The platform's own journal beside what our record says of each request. */
export async function verdictOf(
  world: World,
  api: Database,
  opened: readonly Opened[],
): Promise<RoundVerdict> {
  const resets = await resetsOf(world)
  const [requests, ledger] = await api.transaction(world.tenant, async (tx) => [
    await tx.selectFrom('requests').selectAll().execute(),
    await tx.selectFrom('ledger').selectAll().where('action', '=', 'okta.user.reset_factors').execute(),
  ])
  const chain = await verifyLog({ database: api }, world.tenant)
  const verdict: RoundVerdict = {
    requests: opened.length,
    resolved: 0,
    escalated: {},
    lost: [],
    doubled: [],
    untrue: [],
    broken: chain.intact ? [] : [`entry ${chain.brokenAt}`],
  }
  for (const { request, workflowId, login } of opened) {
    const account = oktaUserId(world.company, login)
    const effects = resets.filter((each) => each.path.includes(account)).length
    const row = requests.find((each) => each.id === request)
    const states = ledger.filter((each) => each.request === request).map((each) => each.state)
    if (!row || row.closed_at === null)
      verdict.lost.push(`${login}: ${row?.status ?? 'no row'}, ${await waitsFor(world, workflowId)}`)
    if (effects > 1) verdict.doubled.push(`${login}: ${effects}`)
    const recorded = states.filter((state) => state === 'done').length
    const uncertain = states.some((state) => state === 'in_doubt')
    if (recorded !== effects && !uncertain)
      verdict.untrue.push(`${login}: ${effects} at the platform, ledger ${states.join(' ') || 'empty'}`)
    if (row?.status === 'resolved' && row.status_code === 'resolved' && effects === 0)
      verdict.untrue.push(`${login}: resolved, and nothing at the platform`)
    if (row?.status === 'resolved') verdict.resolved += 1
    else
      verdict.escalated[row?.status_code ?? 'none'] = (verdict.escalated[row?.status_code ?? 'none'] ?? 0) + 1
  }
  return verdict
}

/** What keeps a request that has no end: the status of its workflow, and each activity by how often and why it failed. */
async function waitsFor(world: World, workflowId: string): Promise<string> {
  const found = await world.temporal.workflow
    .getHandle(workflowId)
    .describe()
    .catch((error: unknown) => String(error))
  if (typeof found === 'string') return found
  const pending = (found.raw.pendingActivities ?? []).map((each) => {
    const { applicationFailureInfo, timeoutFailureInfo } = each.lastFailure ?? {}
    const why = applicationFailureInfo?.type ?? (timeoutFailureInfo ? 'timed out' : 'nothing failed')
    return `${each.activityType?.name} at attempt ${each.attempt}: ${why}`
  })
  return [found.status.name, ...pending].join('; ')
}
