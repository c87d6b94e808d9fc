import { randomBytes } from 'node:crypto'
import type { Activity, ActivityFacts } from './activity.ts'
import type { User } from './model.ts'

const logMax = 20_000

export function appendActivity(
  log: Activity[],
  facts: ActivityFacts & { actor: User; clientId: string | null },
  now: number,
  lagMs: number,
): void {
  log.push({
    applicationName: facts.applicationName ?? 'admin',
    time: new Date(now).toISOString(),
    uniqueQualifier: String(randomBytes(8).readBigInt64BE()),
    actor: { email: facts.actor.primaryEmail, profileId: facts.actor.id },
    clientId: facts.clientId,
    name: facts.name,
    parameters: facts.parameters,
    visibleAt: now + lagMs,
  })
  if (log.length > logMax) log.splice(0, log.length - logMax)
}
