import type { Acting, Loaded } from './context.ts'

/**
 * Step 2: whose token it would be (T4, DESIGN promise 3).
 * reads on a ticket: the investigating delegation; writes on a ticket: the person whom the approvals name, nobody until
 * then; `pro`: always the console's admin, second people sign for that; `go`: the requester's own, and where the platform keeps it for
 * admins as on a ticket, of their own account alone; what Dex says: the channel's bot.
 */
export function nameActing(loaded: Loaded): Acting {
  const { definition } = loaded.call
  if (definition.platform === 'dex') return { kind: 'bot' }
  const usable = loaded.connections.filter((each) => each.platform === definition.platform)
  const named = loaded.approval?.act_as ?? null
  const connection =
    definition.write && named !== null && loaded.request.channel !== 'pro'
      ? usable.find((each) => each.id === named.connection && each.person === named.person)
      : usable.find((each) => isWanted(loaded, each))
  // INVARIANT: an investigating connection never writes, whoever named it.
  if (!connection || (definition.write && connection.kind === 'investigate')) return { kind: 'open' }
  return {
    kind: 'person',
    actAs: { person: connection.person, connection: connection.id },
    accountId: connection.accountId,
    fingerprint: connection.fingerprint,
  }
}

/** Which connection is due where nobody's yes names one; null where a yes will, or nobody is known. */
export function dueOf(loaded: Loaded): { person?: string; platform: string; kind: string } | null {
  const { channel, requester_person: person } = loaded.request
  const { platform, write } = loaded.call.definition
  if (asOnTicket(loaded)) return write ? null : { platform, kind: 'investigate' }
  return person === null ? null : { person, platform, kind: channel === 'pro' ? 'admin' : 'own' }
}

/** In a chat nobody's own right carries what the platform keeps for admins. */
const asOnTicket = ({ request, call }: Pick<Loaded, 'request' | 'call'>): boolean =>
  request.channel === 'ticket' || (request.channel === 'go' && call.definition.adminRight !== null)

function isWanted(loaded: Loaded, connection: { kind: string; person: string }): boolean {
  const { channel, requester_person: person } = loaded.request
  if (asOnTicket(loaded)) return !loaded.call.definition.write && connection.kind === 'investigate'
  return (
    person !== null &&
    connection.person === person &&
    connection.kind === (channel === 'pro' ? 'admin' : 'own')
  )
}
