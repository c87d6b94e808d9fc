import { AsyncLocalStorage } from 'node:async_hooks'
import type { Credential } from '#contract/connector.ts'
import type { DexError } from '#contract/error.ts'

/** What an SDK's client sends by: the call under way. */
export interface Exchange<Trace> {
  credential: Credential
  signal: AbortSignal
  trace: Trace
}

/** Runs `work` with the SDK on one borrowed credential. Every failure leaves as a DexError; `requestId` is that of the last exchange. */
export interface DelegatedRun<Sdk> {
  <Value>(
    call: { credential: Credential; signal: AbortSignal },
    work: (sdk: Sdk) => Promise<Value>,
  ): Promise<{ value: Value; requestId: string | null }>
}

const clientsMax = 64

/**
 * For an SDK whose client outlives its calls, one for each origin.
 * INVARIANT: a client holds an origin and nothing of a call. Credential, deadline and trace are the running call's own
 * context, which calls side by side do not share; outside of a call `running` is null and a client sends nothing.
 */
export function createDelegatedRun<Sdk, Trace extends { requestId: string | null }>(sdk: {
  newTrace(): Trace
  newClient(origin: string, running: () => Exchange<Trace> | null): Sdk
  toDexError(error: unknown, trace: Trace, signal: AbortSignal): DexError
}): DelegatedRun<Sdk> {
  const calls = new AsyncLocalStorage<{ running: Exchange<Trace> | null }>()
  const clients = new Map<string, Sdk>()

  function clientOf(origin: string): Sdk {
    const standing = clients.get(origin)
    if (standing !== undefined) return standing
    const client = sdk.newClient(origin, () => calls.getStore()?.running ?? null)
    if (clients.size >= clientsMax) clients.delete(clients.keys().next().value ?? '')
    clients.set(origin, client)
    return client
  }

  return async ({ credential, signal }, work) => {
    const trace = sdk.newTrace()
    const call: { running: Exchange<Trace> | null } = { running: { credential, signal, trace } }
    try {
      const value = await calls.run(call, async () => work(clientOf(credential.origin)))
      return { value, requestId: trace.requestId }
    } catch (error) {
      throw sdk.toDexError(error, trace, signal)
    } finally {
      // A socket that is kept open keeps the context of the call that opened it.
      call.running = null
    }
  }
}
