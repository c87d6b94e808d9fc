import type { Client } from '@okta/okta-sdk-nodejs'
import { isDexError } from '#contract/error.ts'
import type { ConnectorCall } from '#contract/connector.ts'
import type { OktaRun } from './run.ts'

/** Whether and how a user has an application: `USER` by itself, `GROUP` through one; null when not at all. */
export async function readAssignment(
  run: OktaRun,
  call: Pick<ConnectorCall, 'credential' | 'signal'>,
  appId: string,
  userId: string,
): Promise<string | null> {
  try {
    const { value } = await run(call, (client: Client) =>
      client.applicationApi.getApplicationUser({ appId, userId }),
    )
    return value.scope ?? 'unknown'
  } catch (error) {
    if (isDexError(error, 'platform_not_found')) return null
    throw error
  }
}
