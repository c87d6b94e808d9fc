import { DexError, isDexError } from '#contract/error.ts'
import { putApproverSets } from '#store/approver-sets.ts'
import { listUsable } from '#store/connections.ts'
import { listDeputies } from '#store/deputies.ts'
import { findSettings } from '#store/tenants.ts'
import type { GateDeps } from '../deps.ts'
import { ConnectionNeeded } from '../execute/connection-needed.ts'
import { readEntitlement } from '../execute/entitlement.ts'
import type { SetsInput } from '../types.ts'

/**
 * Writes down which approvers a person is among, as the directory says now, and those as whose deputy they decide: what a connection of
 * theirs asks for follows from it. No decision rests on it. `known` is false where nobody can read the directory.
 */
export async function approverSets(
  deps: GateDeps,
  workflowId: string,
  { person }: SetsInput,
): Promise<{ known: boolean }> {
  const { tenant } = deps
  if (!workflowId.startsWith(`${tenant}/sets/${person}/`)) throw new DexError('request_unknown')
  const at = new Date(deps.clock())
  const found = await deps.database.read(tenant, async (tx) => ({
    settings: await findSettings(tenant, tx),
    usable: await listUsable(tenant, tx, { person: null, connection: null }),
    deputies: await listDeputies(tenant, tx, { deputy: person, at, limit: 100 }),
  }))
  const { settings, usable, deputies } = found
  if (!settings) throw new DexError('request_unknown')
  const people = [...new Set([person, ...deputies.map((each) => each.person)])]
  try {
    const read = await Promise.all(people.map((each) => readEntitlement(deps, settings, usable, each)))
    const sets = {
      people,
      roles: [...new Set(read.flatMap(({ roles }) => [...roles]))].toSorted(),
      groups: [...new Set(read.flatMap(({ groups }) => [...groups]))].toSorted(),
    }
    await deps.database.transaction(tenant, (tx) => putApproverSets(tenant, tx, person, sets, at))
    return { known: true }
  } catch (error) {
    if (error instanceof ConnectionNeeded || isDexError(error, 'fact_missing')) return { known: false }
    throw error
  }
}
