import type { Code } from '#contract/codes.ts'
import type { RequestRow } from '#store/requests.ts'
import type { TenantSettings } from '#store/schema.ts'
import type { UsageNow } from '#store/model-usage.ts'
import type { Transcript } from './transcript.ts'

const micros = (dollars: number): number => dollars * 1_000_000
const hourMs = 3_600_000
const daySeconds = 86_400

/** Where a tenant's settings say nothing: two reminders, one a day, and a week in all. */
const usualQuestions = { remindAfterSeconds: daySeconds, reminders: 2, closeAfterSeconds: 7 * daySeconds }

export const questionsOf = (settings: TenantSettings) => settings.questions ?? usualQuestions

/**
 * The bound that one more turn would break, or null: of the request by turns, tokens, money and time, of the tenant by day and
 * month. Time that a question may wait is the requester's, not the request's.
 */
export function boundReached(at: {
  turn: number
  now: number
  request: Pick<RequestRow, 'tokens' | 'cost_micros' | 'opened_at'>
  settings: TenantSettings
  usage: UsageNow
  transcript: Pick<Transcript, 'turns'>
}): Code | null {
  const { request, settings, usage } = at
  const { turns, tokens, hours } = settings.bounds
  const { requestUsd, dayTokens, dayUsd, monthUsd } = settings.budgets ?? {}
  const asked = at.transcript.turns.filter(({ outcome }) => outcome.kind === 'ask').length
  const openMs =
    at.now - request.opened_at.getTime() - asked * questionsOf(settings).closeAfterSeconds * 1_000
  if (
    at.turn > turns ||
    Number(request.tokens) >= tokens ||
    openMs > hours * hourMs ||
    (requestUsd !== undefined && Number(request.cost_micros) >= micros(requestUsd))
  ) {
    return 'budget_exhausted'
  }
  const over =
    (dayTokens !== undefined && usage.day.tokens >= dayTokens) ||
    (dayUsd !== undefined && usage.day.costMicros >= micros(dayUsd)) ||
    (monthUsd !== undefined && usage.month.costMicros >= micros(monthUsd))
  return over ? 'tenant_budget_exhausted' : null
}

/** Triage with the small model; what was refused, went wrong or takes long is a hard case. */
export function tierOf(request: Pick<RequestRow, 'denials'>, turns: Transcript['turns']): 'small' | 'large' {
  const wentWrong = turns.some(({ outcome }) => outcome.kind === 'unusable' || outcome.kind === 'escalate')
  return request.denials > 0 || wentWrong || turns.length >= 8 ? 'large' : 'small'
}
