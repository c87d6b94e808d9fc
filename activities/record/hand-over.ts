import { type HandOver, handOverName } from '#contract/hand-over.ts'
import { planPrefix, type ShownPlan } from '#contract/plan.ts'
import type { RequestId } from '#contract/ids.ts'
import type { TurnOutcome } from '#contract/turn.ts'
import { windowOpen } from '#policy/decide/window.ts'
import { createZones } from '#policy/decide/zone.ts'
import type { Tx } from '#store/database.ts'
import type { RequestRow } from '#store/requests.ts'
import type { EscalationRule, TenantSettings } from '#store/schema.ts'
import { scratchOf } from '#store/scratch.ts'
import { findSettings } from '#store/tenants.ts'
import type { GateDeps } from '../deps.ts'

type Escalating = Extract<TurnOutcome, { kind: 'escalate' }>

/** Writes down, sealed, everything a colleague needs to go on, and answers who looks after it. */
export async function writeHandOver(
  deps: GateDeps,
  tx: Tx,
  request: RequestRow & { department: string | null },
  code: string,
): Promise<{ to: string | null }> {
  const { tenant } = deps
  const id = request.id as RequestId
  const scratch = scratchOf(tenant, tx, id, await deps.keys.request(tenant, id))
  const [content, settings, proposals] = await Promise.all([
    scratch.all([`turn/${request.turns}`, planPrefix]),
    findSettings(tenant, tx),
    tx
      .selectFrom('proposals')
      .select(['step', 'action', 'state', 'code', 'outcome_code', 'is_write'])
      .where('tenant', '=', tenant)
      .where('request', '=', id)
      .where('origin', 'in', ['model', 'person'])
      .where('is_write', '=', true)
      .orderBy('step')
      .execute(),
  ])
  const outcome = (content.get(`turn/${request.turns}`) as { outcome?: TurnOutcome } | undefined)?.outcome
  const said = outcome?.kind === 'escalate' ? outcome : null
  const steps = proposals.map(({ step, action, state, code: denial, outcome_code }) => ({
    done: state === 'done',
    shown: { step, action, code: outcome_code ?? denial ?? state },
  }))
  const handOver: HandOver = {
    code,
    category: said?.category ?? 'other',
    to: settings ? lookedAfterBy(settings, request, said, new Date(deps.clock())) : null,
    at: new Date(deps.clock()).toISOString(),
    found: latestPlan(content),
    done: steps.filter((each) => each.done).map((each) => each.shown),
    notDone: steps.filter((each) => !each.done).map((each) => each.shown),
    reason: said?.reason ?? '',
    next: said?.next ?? [],
  }
  await scratch.put(handOverName, handOver)
  return { to: handOver.to }
}

/** The first rule of the tenant that fits: by category, by channel, by the requester's department, and by the hours in which those people are there. */
export function lookedAfterBy(
  { escalation = [], zone }: Pick<TenantSettings, 'escalation' | 'zone'>,
  request: Pick<RequestRow, 'channel'> & { department: string | null },
  said: Pick<Escalating, 'category'> | null,
  now: Date,
): string | null {
  const fits = ({ categories, channels, departments, hours }: EscalationRule): boolean =>
    (categories === undefined || categories.includes(said?.category ?? 'other')) &&
    (channels === undefined || channels.includes(request.channel)) &&
    (departments === undefined || departments.includes(request.department ?? '')) &&
    (hours === undefined || areThere(hours, now, zone))
  return escalation.find(fits)?.to ?? null
}

/** A zone that nobody knows must not keep a request from being handed over: then those people are not there. */
function areThere(hours: NonNullable<EscalationRule['hours']>, now: Date, zone: string): boolean {
  try {
    return windowOpen({ holidays: [], ...hours, zone: null }, now, hours.zone ?? zone, createZones())
  } catch {
    return false
  }
}

function latestPlan(content: ReadonlyMap<string, unknown>): ShownPlan | null {
  const turns = [...content.keys()]
    .filter((name) => name.startsWith(planPrefix))
    .map((name) => Number(name.slice(planPrefix.length)))
  return turns.length === 0 ? null : (content.get(`${planPrefix}${Math.max(...turns)}`) as ShownPlan)
}
