import type { AccountCount, Counted } from '#contract/connector.ts'
import { DexError, isDexError } from '#contract/error.ts'
import { listUsable } from '#store/connections.ts'
import type { GateDeps } from '../deps.ts'
import { ConnectionNeeded } from '../execute/connection-needed.ts'
import { type Reader, reading } from '../execute/reading.ts'
import type { Reach, ReachInput } from '../types.ts'

const askedMax = 20

/**
 * Asked before somebody approves for always: how many accounts the directory has of what the terms name, counted on the
 * investigating delegation. Numbers alone leave; no decision rests on them.
 */
export async function directoryReach(
  deps: GateDeps,
  workflowId: string,
  { platform, departments, groups }: ReachInput,
): Promise<Reach> {
  if (!workflowId.startsWith(`${deps.tenant}/reach/`)) throw new DexError('request_unknown')
  const asked = askedOf(platform, departments, groups).slice(0, askedMax)
  const counts: Reach = []
  try {
    const usable = await deps.database.read(deps.tenant, (tx) =>
      listUsable(deps.tenant, tx, { person: null, connection: null }),
    )
    await reading(deps, usable, platform, async (reader, signal) => {
      // One after the other: nobody waits for it, and the platform's limits are everybody's.
      for (const each of asked) counts.push(each && (await countOne(reader, each, signal)))
    })
  } catch (error) {
    if (!(error instanceof ConnectionNeeded || isDexError(error))) throw error
  }
  return asked.map((_each, at) => counts[at] ?? null)
}

function askedOf(
  platform: string,
  departments: readonly string[],
  groups: readonly string[],
): (Counted | null)[] {
  if (departments.length + groups.length === 0) return [{ kind: 'everybody' }]
  const own = `${platform}:`
  return [
    ...departments.map((name) => ({ kind: 'department' as const, name })),
    // A group of another platform is nothing that this one can count.
    ...groups.map((id) => (id.startsWith(own) ? { kind: 'group' as const, id: id.slice(own.length) } : null)),
  ]
}

async function countOne(
  { resolver, credential }: Reader,
  of: Counted,
  signal: AbortSignal,
): Promise<AccountCount | null> {
  try {
    return await resolver.count(of, credential, signal)
  } catch (error) {
    if (isDexError(error)) return null
    throw error
  }
}
