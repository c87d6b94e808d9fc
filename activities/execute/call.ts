import type { ActionConnector, ConnectorCall, ConnectorResult, Happened } from '#contract/connector.ts'
import { DexError, isDexError } from '#contract/error.ts'
import type { ConnectionId } from '#contract/ids.ts'
import { noCredential } from './speak.ts'
import type { GateDeps } from '../deps.ts'
import type { Acting, Facts, Loaded } from './context.ts'

/** Step 8, prepared: the connector and what it is called with. The credential is borrowed at the call, not before. */
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
): Callable {
  const prepare = async (deadline: number, write: boolean): Promise<ConnectorCall> => {
    const remainingMs = deadline - deps.clock()
    if (remainingMs <= 0) throw new DexError('platform_timeout', 'no time is left for the call')
    const credential =
      acting.kind === 'person'
        ? await deps.delegation.borrow(deps.tenant, acting.actAs.connection as ConnectionId, {
            scopes: loaded.call.definition.scopes,
            write,
            minValidityMs: deps.timing.callMs,
          })
        : noCredential
    return {
      params: loaded.call.params,
      target: facts.target,
      objects: facts.objects,
      credential,
      signal: AbortSignal.timeout(Math.max(1, deadline - deps.clock())),
    }
  }
  return {
    async call(deadline) {
      const { platform, write } = loaded.call.definition
      const prepared = await prepare(deadline, write)
      const started = deps.clock()
      const observe = (outcome: string) =>
        deps.metrics.gateCalled({ platform, outcome, ms: deps.clock() - started })
      try {
        const result = await connector.execute(prepared)
        observe('done')
        return result
      } catch (error) {
        observe(isDexError(error) ? error.code : 'internal')
        throw error
      }
    },
    async happened(deadline, since) {
      if (!connector.happened) return 'cannot_tell'
      return connector.happened({ ...(await prepare(deadline, false)), since })
    },
  }
}
