import type { ChangedState } from '#contract/action.ts'
import { isDexError } from '#contract/error.ts'
import type { GateDeps } from '../../deps.ts'
import type { Loaded } from '../context.ts'
import { reading } from '../reading.ts'

/** What stands now of exactly what an action changes, on the investigating delegation; null where no connector can tell. */
export async function readState(
  deps: GateDeps,
  { connections }: Pick<Loaded, 'connections'>,
  of: { platform: string; action: string; target: string | null; params: Record<string, unknown> },
): Promise<ChangedState | null> {
  const reader = deps.connectors.stateReaderFor(of.action)
  if (!reader) return null
  const target = of.target === null ? null : { id: of.target }
  return reading(deps, connections, of.platform, ({ credential }, signal) =>
    reader({ params: of.params, target, credential, signal }),
  )
}

/** Null for what will not be told, however often it is asked; an outage is thrown. */
export const unlessRefused = async (state: Promise<ChangedState | null>): Promise<ChangedState | null> =>
  state.catch((error: unknown) => {
    if (isDexError(error) && !error.retryable) return null
    throw error
  })
