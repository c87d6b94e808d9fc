import type { ConnectorCall } from '#contract/connector.ts'
import { DexError, isDexError } from '#contract/error.ts'
import type { OktaRun } from './run.ts'
import { readUser } from './user.ts'

/** Okta answers 404 about a deactivated user whom it still shows: a state, not an absence, so `platform_conflict`. */
export async function unlessDeactivated<Value>(
  run: OktaRun,
  call: ConnectorCall,
  userId: string,
  work: Promise<Value>,
): Promise<Value> {
  try {
    return await work
  } catch (error) {
    if (!isDexError(error, 'platform_not_found')) throw error
    const user = await run(call, (client) => readUser(client, userId)).catch(() => null)
    if (user?.value.status !== 'DEPROVISIONED') throw error
    throw new DexError('platform_conflict', undefined, { log: error.log, extra: error.extra })
  }
}
