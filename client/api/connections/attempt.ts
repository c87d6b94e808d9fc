import { createHash } from 'node:crypto'
import { TenantId } from '#contract/ids.ts'
import type { SessionKind } from '../authorization.ts'

/** What a state tells before it is looked up: whose attempt, and what kind of session started it. */
export interface AttemptState {
  tenant: TenantId
  startedBy: SessionKind
}

export const stateOf = (tenant: TenantId, startedBy: SessionKind, random: string): string =>
  `${tenant}.${startedBy}.${random}`

/** Null for another form. Nothing in it is believed before the whole state is found among those that were made here. */
export function parseState(state: string): AttemptState | null {
  const match = /^([a-z0-9-]{1,40})\.(browser|cli)\.[A-Za-z0-9_-]{20,200}$/.exec(state)
  const tenant = TenantId.safeParse(match?.[1])
  return match && tenant.success ? { tenant: tenant.data, startedBy: match[2] as SessionKind } : null
}

/** Keys of rows; the state itself stands only inside the sealed attempt. */
export const stateHash = (state: string): string => createHash('sha256').update(state, 'utf8').digest('hex')

export const attemptPlace = (tenant: TenantId, id: string) => ({
  tenant,
  table: 'connect_attempts',
  row: id,
  field: 'sealed',
})

export const redirectUriOf = (publicUrl: string, platform: string): string =>
  new URL(`/connect/${encodeURIComponent(platform)}/callback`, publicUrl).href
