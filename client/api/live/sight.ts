import type { RequestId, TenantId } from '#contract/ids.ts'
import { findTold, type Told } from '#store/asked-people.ts'
import type { Tx } from '#store/database.ts'
import { findRequest, type RequestRow } from '#store/requests.ts'
import { createBriefMemory } from '../brief-memory.ts'
import type { ApiDeps } from '../deps.ts'
import { isOwn, seesAll } from '../requests/see.ts'
import { type Caller, hasRole } from '../session/caller.ts'
import type { LiveEvent } from './events.ts'

const keptMs = 1_000

/** What was just told of, read once for all who ask whether it is for them. */
export interface Sights {
  request(tenant: TenantId, id: string): Promise<RequestRow | undefined>
  approval(tenant: TenantId, id: string): Promise<Told | undefined>
}

export function createSights(deps: Pick<ApiDeps, 'database' | 'clock'>): Sights {
  return {
    request: once(deps, (tenant, tx, id) => findRequest(tenant, tx, id as RequestId)),
    approval: once(deps, (tenant, tx, id) => findTold(tenant, tx, id, new Date(deps.clock()))),
  }
}

function once<Row>(
  { database }: Pick<ApiDeps, 'database'>,
  find: (tenant: TenantId, tx: Tx, id: string) => Promise<Row>,
): (tenant: TenantId, id: string) => Promise<Row> {
  const kept = createBriefMemory<Promise<Row>>(keptMs)
  return (tenant, id) => {
    const name = `${tenant} ${id}`
    const known = kept.get(name)
    if (known) return known
    const found = database.read(tenant, (tx) => find(tenant, tx, id))
    kept.set(name, found)
    return found
  }
}

/**
 * Who sees every request hears of all; anybody else of their own alone (and of nothing that is no request's). INVARIANT: that somebody's
 * yes is waited for is told to whoever may give it; to others who see the request, that it changed.
 */
export function createSight(caller: Caller, sights: Sights) {
  const own = new Map<string, boolean>()
  const sees = async ({ request }: LiveEvent): Promise<boolean> => {
    if (seesAll(caller)) return true
    if (request === null) return false
    const known = own.get(request)
    if (known !== undefined) return known
    const row = await sights.request(caller.tenant, request)
    const is = row !== undefined && isOwn(caller, row)
    own.set(request, is)
    return is
  }
  return async (event: LiveEvent): Promise<LiveEvent | null> => {
    if (!(await sees(event))) return null
    const { approval, kind } = event
    if (approval === null || !kind.startsWith('approval.')) return event
    const told = await sights.approval(caller.tenant, approval)
    return isAsked(caller, told) ? event : { ...event, kind: 'request.status', approval: null }
  }
}

function isAsked(caller: Caller, told: Told | undefined): boolean {
  if (told === undefined || !hasRole(caller, 'admin', 'approver')) return false
  const { people, authors } = told
  if (people !== null) return people.has(caller.person)
  return !authors.has(caller.person) && !authors.has(caller.emailLookup)
}
