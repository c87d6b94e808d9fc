import { DexError } from '#contract/error.ts'
import type { GateDeps } from '../deps.ts'
import type { GateInput } from '../types.ts'
import type { Acting, Facts, Loaded, Ruling } from './context.ts'
import type { Deciding } from './deciding.ts'
import { load } from './load.ts'
import { assertNotExpired } from './connection-needed.ts'
import { dueOf, nameActing } from './name-acting.ts'
import { Refusal } from './refusal.ts'
import { resolveFacts } from './resolve.ts'
import { rule } from './rule.ts'
import { namesTargetGroups, underStanding } from './standing.ts'
import { assertUnchanged } from './undo/assert-unchanged.ts'

export interface Prepared {
  loaded: Loaded
  deciding: Deciding
  acting: Acting
  facts: Facts
  ruling: Ruling
}

/** Steps 1 to 5, the same for `decide` and `execute`: both see the world as it is now. */
export async function prepare(deps: GateDeps, workflowId: string, input: GateInput): Promise<Prepared> {
  const loaded = await load(deps, workflowId, input)
  return prepareLoaded(deps, loaded)
}

/** Whose delegation is due without anybody's yes: where its platform ended it, the request waits for that person. */
export async function assertDueStands(deps: GateDeps, loaded: Loaded): Promise<void> {
  const due = dueOf(loaded)
  if (due !== null) await assertNotExpired(deps, due)
}

export async function prepareLoaded(deps: GateDeps, loaded: Loaded): Promise<Prepared> {
  const deciding = await deps.deciders.of(deps.tenant, loaded.inForce)
  if (!deciding) throw new DexError('no_policy')
  const acting = nameActing(loaded)
  if (acting.kind === 'open') await assertDueStands(deps, loaded)
  const facts = await resolveFacts(deps, loaded, neededFacts(loaded, deciding))
  const ruling = await rule(deps, deciding, loaded, acting, facts)
  if (loaded.call.origin === 'model' && loaded.editedAway.has(ruling.actionHash))
    throw new Refusal('edited', 'a person changed exactly this into something else; do not propose it again')
  await assertUnchanged(deps, loaded)
  const under = await underStanding(deps, { loaded, deciding, acting, facts, ruling })
  return { loaded, deciding, acting, facts, ruling, ...under }
}

/** What rules read, and what the terms of standing approvals do. */
export function neededFacts({ call, standingApprovals }: Loaded, deciding: Deciding): ReadonlySet<string> {
  const needed = deciding.facts(call.definition.name)
  if (standingApprovals.length === 0) return needed
  const targetGroups = standingApprovals.some(namesTargetGroups) ? ['target.groups'] : []
  return new Set([...needed, 'requester.department', 'requester.groups', ...targetGroups])
}
