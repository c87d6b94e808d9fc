import type { ResolvedObject } from '#contract/action.ts'
import type { ConnectorCall } from '#contract/connector.ts'
import { DexError } from '#contract/error.ts'
import { requireOktaId } from './ids.ts'

/** The object that a parameter names, as the gate resolved it; what was not resolved is never called upon. */
export function resolvedObject(call: ConnectorCall, type: string, id: string): ResolvedObject {
  const found = call.objects.find((object) => object.type === type && object.id === requireOktaId(id))
  if (found !== undefined) return found
  throw new DexError('fact_missing', undefined, { extra: { mayHaveHappened: false } })
}
