import type { DecisionInput } from '#contract/decision.ts'
import type { DecisionRecord } from '#contract/decision-record.ts'
import type { JsonValue } from '#contract/json.ts'
import type { Tx } from '#store/database.ts'
import { decisionRecordPlace, insertDecisionRecord } from '#store/decision-records.ts'
import { type DataKey, sealJson } from '#vault/envelope.ts'
import { evidencePeriod } from '#vault/evidence-keys.ts'
import type { GateDeps } from '../deps.ts'
import type { Prepared } from './prepare.ts'

/** Keeps the decision with the facts that its rules read, sealed with this month's evidence key (T26). */
export async function recordDecision(
  deps: GateDeps,
  tx: Tx,
  prepared: Pick<Prepared, 'loaded' | 'deciding' | 'ruling'>,
  step: number,
  key: DataKey,
): Promise<void> {
  const { tenant } = deps
  const request = prepared.loaded.requestId
  const now = deps.clock()
  const sealed = sealJson(key, recordOf(prepared, now), decisionRecordPlace(tenant, request, step))
  await insertDecisionRecord(tenant, tx, {
    request,
    step,
    period: /^ek_(\d{6})_/.exec(key.id)?.[1] ?? evidencePeriod(now),
    sealed: Buffer.from(sealed),
    decided_at: new Date(now),
  })
}

function recordOf(
  { loaded, deciding, ruling }: Pick<Prepared, 'loaded' | 'deciding' | 'ruling'>,
  now: number,
): DecisionRecord {
  const { layers, decidedBy, bundle } = ruling.decision
  const rules = new Set(layers.flatMap((layer) => layer.rules.map((rule) => rule.id)))
  return {
    v: 1,
    at: new Date(now).toISOString(),
    action: loaded.call.definition.name,
    channel: ruling.input.channel,
    effect: ruling.effect,
    code: ruling.code,
    codeRules: ruling.codeRules.map(({ code, effect }) => ({ code, effect })),
    bundle,
    layers: layers.map(({ layer, verdict, rules: matched }) => ({
      layer,
      verdict,
      rules: matched.map(({ id, effect, mode }) => ({ id, effect, mode })),
    })),
    decidedBy,
    facts: factsAt(ruling.input, deciding.read(rules)),
  }
}

/** Exactly those that were read; absent ones stay absent, `objects.x` is a list in the order of the objects. */
function factsAt(input: DecisionInput, paths: readonly string[]): Record<string, JsonValue> {
  const facts: Record<string, JsonValue> = {}
  for (const path of paths) {
    const value = path.startsWith('objects.')
      ? input.objects.map((object) => at(object, path.slice('objects.'.length)) ?? null)
      : at(input, path)
    if (value !== undefined) facts[path] = value
  }
  return facts
}

/** Rule ids and provenance keys have dots of their own: the longest member that is there wins. */
function at(value: unknown, path: string): JsonValue | undefined {
  if (value === null || typeof value !== 'object') return undefined
  const members = value as Record<string, unknown>
  if (Object.hasOwn(members, path)) return members[path] as JsonValue | undefined
  for (let dot = path.lastIndexOf('.'); dot > 0; dot = path.lastIndexOf('.', dot - 1)) {
    const name = path.slice(0, dot)
    if (Object.hasOwn(members, name)) return at(members[name], path.slice(dot + 1))
  }
  return undefined
}
