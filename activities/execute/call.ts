import type {
  ActionConnector,
  ConnectorCall,
  ConnectorResult,
  Credential,
  Happened,
} from '#contract/connector.ts'
import { DexError, isDexError } from '#contract/error.ts'
import type { PersonId } from '#contract/ids.ts'
import { withDeadline } from '#egress/deadline.ts'
import type { GateDeps } from '../deps.ts'
import { borrowing } from './borrow.ts'
import type { Acting, Facts, Loaded } from './context.ts'
import { noCredential } from './speak.ts'

/**
 * Step 8, prepared: the connector and what it is called with. The credential is borrowed at the call, not before. `checked`:
 * a commit has looked at the connection again.
 */
export interface Callable {
  call(deadline: number): Promise<ConnectorResult>
  happened(deadline: number, since: string): Promise<Happened>
}

// INVARIANT: this file is the one place that calls a connector's `execute`.
export function callable(
  deps: GateDeps,
  connector: ActionConnector,
  loaded: Loaded,
  acting: Acting,
  facts: Facts,
  at: { step: number; checked: boolean },
): Callable {
  const { step, checked } = at
  const within = async <Result>(
    deadline: number,
    write: boolean,
    work: (call: ConnectorCall) => Promise<Result>,
  ): Promise<Result> => {
    if (deadline <= deps.clock()) throw noTime()
    const { params, definition } = loaded.call
    const { target, objects } = facts
    // INVARIANT: looked at again once the credential is there: whoever was stopped meanwhile begins nothing late (T7).
    const run = async (credential: Credential) => {
      const ms = deadline - deps.clock()
      if (ms <= 0) throw noTime()
      return withDeadline(null, ms, (signal) => work({ params, target, objects, credential, signal }))
    }
    if (acting.kind !== 'person') return run(noCredential)
    const connection = loaded.connections.find(({ id }) => id === acting.actAs.connection)
    if (!connection) throw new DexError('changed_meanwhile', 'the connection')
    const options = {
      scopes: write ? definition.scopes : [],
      write,
      minValidityMs: deps.timing.callMs,
      // INVARIANT: only what a commit has just checked again is taken as it was read; a plain read asks the store anew, so
      // that a disconnect counts at once.
      read: checked ? connection : undefined,
    }
    return borrowing(deps, connection, options, run)
  }
  return {
    async call(deadline) {
      const { platform, write } = loaded.call.definition
      return within(deadline, write, async (prepared) => {
        const started = deps.clock()
        const observe = (outcome: string) =>
          deps.metrics.gateCalled({ platform, outcome, ms: deps.clock() - started })
        try {
          const result = await connector.execute(prepared)
          observe('done')
          return await withoutSecret(deps, loaded, acting, step, result)
        } catch (error) {
          observe(isDexError(error) ? error.code : 'internal')
          throw error
        }
      })
    },
    async happened(deadline, since) {
      if (!connector.happened) return 'cannot_tell'
      return within(
        deadline,
        false,
        async (call) => connector.happened?.({ ...call, since }) ?? 'cannot_tell',
      )
    },
  }
}

const noTime = () => new DexError('platform_timeout', 'no time is left for the call')

/** INVARIANT: past this line no secret is part of a result: it is kept for the person as whom the action ran, or dropped. */
async function withoutSecret(
  deps: GateDeps,
  loaded: Loaded,
  acting: Acting,
  step: number,
  { secret, ...result }: ConnectorResult,
): Promise<ConnectorResult> {
  if (secret === undefined || acting.kind !== 'person') return result
  const { id } = await deps.secrets.keep({
    tenant: deps.tenant,
    request: loaded.requestId,
    step,
    action: loaded.call.definition.name,
    recipient: acting.actAs.person as PersonId,
    secret,
  })
  return { ...result, secretId: id }
}
