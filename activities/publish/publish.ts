import { isDexError } from '#contract/error.ts'
import type { GateDeps } from '../deps.ts'
import type { PublicationOutcome, PublishActivityInput } from '../types.ts'
import { ask, note, waitOf } from './ask.ts'
import { close, closeUnread } from './close.ts'
import { type LoadedPublication, loadPublication } from './load.ts'
import { putInForce } from './put-in-force.ts'
import { heard } from './heard.ts'
import { mayWaive } from './waive.ts'

/**
 * Takes a bundle as far as it may go: asks for the second person, or puts it in force. Repeated, it finds what
 * stands. Its workflow only waits; every right is read here, from rows, signatures and the identity source (T14).
 */
export async function publish(
  deps: GateDeps,
  workflowId: string,
  input: PublishActivityInput,
): Promise<PublicationOutcome> {
  const loaded = await loadOrRefuse(deps, workflowId)
  if ('kind' in loaded) return loaded
  const { row, approval } = loaded
  if (row.state === 'published') return { kind: 'published' }
  if (row.settled_at !== null) return { kind: 'closed', code: row.code ?? row.state }
  if (input.note !== null) await note(deps, loaded, input.note)
  try {
    return await advance(deps, loaded)
  } catch (error) {
    // Starting over would not mend it: it was compared with what is not in force any more, and nobody's yes on it counts.
    const stale = isDexError(error, 'changed_meanwhile')
    if (!isDexError(error) || (error.retryable && !stale)) throw error
    const state = stale ? 'void' : 'refused'
    return close(deps, loaded, { publication: state, approval: approval && 'void', code: error.code })
  }
}

/** A row that api's key did not sign was written by somebody else: it is refused, and stays for whoever looks into it. */
async function loadOrRefuse(
  deps: GateDeps,
  workflowId: string,
): Promise<LoadedPublication | PublicationOutcome> {
  try {
    return await loadPublication(deps, workflowId)
  } catch (error) {
    if (!isDexError(error) || !unsigned.includes(error.code)) throw error
    return closeUnread(deps, workflowId, error.code)
  }
}

const unsigned: readonly string[] = ['statement_malformed', 'statement_unsigned', 'statement_mismatch']

async function advance(deps: GateDeps, loaded: LoadedPublication): Promise<PublicationOutcome> {
  const { approval } = loaded
  if (approval === null) {
    if (await mayWaive(deps, loaded)) return putInForce(deps, loaded, [])
    return ask(deps, loaded)
  }
  const said = await heard(deps, loaded, approval)
  if (said.kind === 'rejected') {
    return close(deps, loaded, {
      publication: 'rejected',
      approval: 'rejected',
      code: 'approval_rejected',
    })
  }
  if (said.kind === 'met') return putInForce(deps, loaded, said.yeses)
  if (approval.expires_at.getTime() <= deps.clock()) {
    return close(deps, loaded, { publication: 'expired', approval: 'expired', code: 'approval_expired' })
  }
  return { kind: 'waiting', approval: waitOf(deps, loaded, approval) }
}
