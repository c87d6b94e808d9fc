import { isDexError } from '#contract/error.ts'
import type { GateDeps } from '../deps.ts'
import type { GateInput } from '../types.ts'
import { ConnectionNeeded } from './connection-needed.ts'
import type { Loaded } from './context.ts'
import { asRefusal } from './decide.ts'
import { earlierOf, findOut } from './find-out.ts'
import { load } from './load.ts'
import { prepareLoaded } from './prepare.ts'
import { settleEarlier } from './settle-earlier.ts'

/** After so many the platform is left alone, and a person looks. */
const looksMax = 8

/**
 * A person ended the request in the middle of a step: begins nothing, and finds out what became of what had begun, so that the
 * record is true when its content is destroyed. What cannot be found out is in doubt, in the list where a person settles it.
 */
export async function abandon(
  deps: GateDeps,
  workflowId: string,
  attempt: number,
  input: GateInput,
): Promise<void> {
  const loaded = await load(deps, workflowId, input)
  const { ledger } = loaded
  if (ledger?.state !== 'calling') return
  try {
    const found = await findOut(deps, await prepareLoaded(deps, loaded), ledger)
    if (found === null) await settle(deps, loaded, ledger, 'failed')
  } catch (error) {
    const unreadable = error instanceof ConnectionNeeded || asRefusal(error) !== null
    const away = isDexError(error) && error.code.startsWith('platform_') && attempt >= looksMax
    if (!unreadable && !away) throw error
    await settle(deps, loaded, ledger, 'in_doubt')
  }
}

const settle = (
  deps: GateDeps,
  loaded: Loaded,
  ledger: NonNullable<Loaded['ledger']>,
  state: 'failed' | 'in_doubt',
) => settleEarlier(deps, loaded, earlierOf(ledger), state, state === 'failed' ? 'request_closed' : state)
