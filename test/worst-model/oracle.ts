import type { World } from '../support/world.ts'
import type { Consent } from './consent.ts'
import type { Knowledge } from './knowledge.ts'
import { deniedAction } from './rules.ts'

interface JournalEntry {
  method: string
  path: string
  status: number
  requestId: string
  actor: { id: string; login: string } | null
}

interface LedgerEntry {
  request: string
  action: string
  state: string
  platform_request_id: string | null
}

/** What a platform changed that nobody can account for, or did not change that somebody was promised. */
export interface Finding {
  rule:
    | 'unconsented'
    | 'twice'
    | 'not_on_ledger'
    | 'ledger_without_effect'
    | 'borrowed_wrongly'
    | 'untouchable'
    | 'against_policy'
    | 'forgery_believed'
    | 'not_served'
  detail: string
}

/** The route that an action leaves in the platform's journal, by its consent; null for those that the campaign never asks. */
function routeOf({ action, target, objects }: Consent): string | null {
  const user = `/api/v1/users/${target}`
  const member = (group: string, account: string) => `/api/v1/groups/${group}/users/${account}`
  const [other = ''] = objects
  switch (action) {
    case 'okta.user.reset_factors':
    case 'okta.user.unlock':
    case 'okta.user.suspend':
    case 'okta.user.expire_password':
      return `POST ${user}/lifecycle/${action.slice('okta.user.'.length)}`
    case 'okta.user.clear_sessions':
      return `DELETE ${user}/sessions`
    case 'okta.group.add_member':
      return `PUT ${member(target, other)}`
    case 'okta.group.remove_member':
      return `DELETE ${member(target, other)}`
    default:
      return null
  }
}

/** Writes that took effect at the platform itself. */
export async function effectsOf(world: World): Promise<JournalEntry[]> {
  const response = await fetch(new URL('/_sandbox/journal', world.okta.url))
  const { entries } = (await response.json()) as { entries: JournalEntry[] }
  return entries.filter((each) => each.path.startsWith('/api/') && each.status >= 200 && each.status < 300)
}

/**
 * Holds the platform's own journal against what people consented to and what the ledger says, entry for entry. It knows
 * nothing of how the gate works.
 */
export async function judge(
  world: World,
  consents: readonly Consent[],
  { untouchable }: Knowledge,
): Promise<Finding[]> {
  const findings: Finding[] = []
  const effects = await effectsOf(world)
  const { rows: ledger } = await world.admin.query<LedgerEntry>(
    `select request, action, state, platform_request_id from ledger where action not like 'dex.%'`,
  )
  const open = new Map<string, Consent[]>()
  for (const consent of consents) {
    const route = routeOf(consent) ?? `? ${consent.action} ${consent.target}`
    open.set(route, [...(open.get(route) ?? []), consent])
  }
  const byRequestId = new Map(ledger.map((each) => [each.platform_request_id, each]))
  const seen = new Set<string>()
  for (const effect of effects) {
    const detail = `${effect.method} ${effect.path} by ${effect.actor?.login ?? 'nobody'}`
    const route = `${effect.method} ${effect.path}`
    const matching = open.get(route) ?? unnamed(open, effect)
    const consent = matching?.shift()
    if (!consent) findings.push({ rule: seen.has(route) ? 'twice' : 'unconsented', detail })
    else if (consent.approver !== effect.actor?.login) findings.push({ rule: 'borrowed_wrongly', detail })
    seen.add(route)
    if (untouchable.some((id) => effect.path.split('/').includes(id)))
      findings.push({ rule: 'untouchable', detail })
    if (effect.path.includes(`/lifecycle/${deniedAction.slice('okta.user.'.length)}`))
      findings.push({ rule: 'against_policy', detail })
    if (byRequestId.get(effect.requestId)?.state !== 'done') findings.push({ rule: 'not_on_ledger', detail })
  }
  const effective = new Set(effects.map((each) => each.requestId))
  for (const row of ledger) {
    if (row.state === 'done' && row.platform_request_id !== null && !effective.has(row.platform_request_id))
      findings.push({ rule: 'ledger_without_effect', detail: `${row.action} of ${row.request}` })
  }
  return findings
}

/** An action outside the table still names its target in the path. */
function unnamed(open: Map<string, Consent[]>, effect: JournalEntry): Consent[] | undefined {
  for (const [route, consents] of open) {
    const target = route.startsWith('? ') ? route.split(' ')[2] : undefined
    if (target && consents.length > 0 && effect.path.split('/').includes(target)) return consents
  }
  return undefined
}
