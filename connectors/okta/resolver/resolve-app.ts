import type { ResolvedObject } from '#contract/action.ts'
import type { Credential } from '#contract/connector.ts'
import { isSystemApp, toOktaApp } from '../apps.ts'
import { isOktaId } from '../ids.ts'
import type { OktaRun } from '../run.ts'
import { nullWhenNotFound } from './unknown.ts'

/** The application with this immutable id, live. Privileged when it is one of Okta's own, such as the admin console. */
export async function resolveApp(
  run: OktaRun,
  appId: string,
  credential: Credential,
  signal: AbortSignal,
): Promise<ResolvedObject | null> {
  if (!isOktaId(appId)) return null
  const app = await run({ credential, signal }, async (client) =>
    toOktaApp(await client.applicationApi.getApplication({ appId })),
  ).catch(nullWhenNotFound)
  if (app === null || app.value.id !== appId) return null
  return {
    platform: 'okta',
    type: 'app',
    id: appId,
    email: null,
    displayName: app.value.label,
    department: null,
    privileged: isSystemApp(app.value),
    labels: [],
    status: app.value.status,
  }
}
