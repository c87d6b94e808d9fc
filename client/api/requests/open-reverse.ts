import type { RequestId } from '#contract/ids.ts'
import type { Ask } from '#contract/request.ts'
import type { ApiDeps } from '../deps.ts'
import { openRequest } from '../doors/open-request.ts'
import { type Caller, hasRole } from '../session/caller.ts'

export interface Reverse {
  undoes: { request: string; step: number }
  /** How many were opened for the same before. */
  tries: number
  ask: Pick<Ask, 'title' | 'text' | 'requesterEmail' | 'takesBack' | 'takesBackList'>
}

/** A request of the caller's own for what puts back what another did. */
export async function openReverse(
  deps: ApiDeps,
  caller: Caller,
  { undoes, tries, ask }: Reverse,
): Promise<RequestId> {
  const { tenant, person, emailLookup: lookup } = caller
  const { id } = await openRequest(deps, {
    tenant,
    source: caller.kind === 'browser' ? 'console' : 'cli',
    // Of several at the same moment one is opened, and answered to all.
    doorKey: `undo.${undoes.request}.${undoes.step}.${tries + 1}`,
    channel: caller.kind === 'browser' && hasRole(caller, 'admin') ? 'pro' : 'ticket',
    assurance: 'verified',
    requester: { person, lookup },
    authors: [person, lookup],
    undoes,
    ask: { ...ask, url: null, externalId: null },
  })
  return id
}
