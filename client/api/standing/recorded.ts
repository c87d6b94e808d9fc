import type { ActionDefinition } from '#contract/action.ts'
import { DecisionRecord } from '#contract/decision-record.ts'
import type { TenantId } from '#contract/ids.ts'
import type { StandingTerms } from '#contract/standing.ts'
import type { RecordedCase } from '#policy/standing-coverage.ts'
import { decisionRecordPlace } from '#store/decision-records.ts'
import type { RecordedAsk } from '#store/standing-record.ts'
import { envelopeKeyId, openJson } from '#vault/envelope.ts'
import { actionHash } from '#vault/hashes.ts'
import type { ApiDeps } from '../deps.ts'
import { unlessSealed } from '../unless-sealed.ts'

const combinationsMax = 512

/** What was asked, as far as the record tells: facts that no rule read, or whose month is over, are absent. */
export async function recordedCase(
  deps: Pick<ApiDeps, 'evidenceKey'>,
  tenant: TenantId,
  action: ActionDefinition,
  terms: StandingTerms,
  asked: RecordedAsk,
): Promise<RecordedCase> {
  const facts = await recordedFacts(deps, tenant, asked)
  const has = (path: string) => Object.hasOwn(facts, path)
  const text = (path: string) => (has(path) ? { [last(path)]: facts[path] as string | null } : {})
  const list = (path: string) => (has(path) ? { [last(path)]: facts[path] as string[] | null } : {})
  const requester = has('requester.id') ? facts['requester.id'] : undefined
  const privileged = facts['objects.privileged']
  return {
    action: action.name,
    version: asked.action_version,
    channel: asked.channel,
    assurance: asked.assurance,
    requester: { ...text('requester.department'), ...list('requester.groups') },
    target: {
      ...(asked.target === null ? {} : { id: asked.target.id }),
      ...text('target.department'),
      ...list('target.labels'),
      ...(has('target.privileged') ? { privileged: facts['target.privileged'] as boolean | null } : {}),
    },
    ...(requester === undefined ? {} : { own: requester !== null && requester === asked.target?.id }),
    objects: asked.objects.map((_object, at) =>
      Array.isArray(privileged) && at in privileged ? { privileged: privileged[at] as boolean | null } : {},
    ),
    ...paramsOf(action, terms, asked),
  }
}

const last = (path: string): string => path.slice(path.indexOf('.') + 1)

/** Exactly what the deciding rules read; nothing where the record's month is over. */
export async function recordedFacts(
  deps: Pick<ApiDeps, 'evidenceKey'>,
  tenant: TenantId,
  { request, sealed, step }: Pick<RecordedAsk, 'request' | 'sealed' | 'step'>,
): Promise<DecisionRecord['facts']> {
  if (sealed === null) return {}
  return (await openRecord(deps, tenant, { request, sealed, step }))?.facts ?? {}
}

/** Null where the record's month is over. */
export async function openRecord(
  deps: Pick<ApiDeps, 'evidenceKey'>,
  tenant: TenantId,
  { request, sealed, step }: { request: string; sealed: Buffer; step: number },
): Promise<DecisionRecord | null> {
  const key = await unlessSealed(() => deps.evidenceKey(tenant, envelopeKeyId(sealed)))
  if (key === null) return null
  return DecisionRecord.parse(openJson(key, sealed, decisionRecordPlace(tenant, request, step)))
}

/**
 * The record keeps no parameters, but a digest of the whole action: whichever values the terms name that give it are those
 * that were asked, and where none do, it was others.
 */
function paramsOf(
  action: ActionDefinition,
  terms: StandingTerms,
  asked: RecordedAsk,
): Pick<RecordedCase, 'params'> {
  const named = Object.entries(terms.params)
  const count = named.reduce((product, [, values]) => product * values.length, 1)
  if (count > combinationsMax) return {}
  for (const params of combinations(named)) {
    const hash = actionHash({
      name: action.name,
      version: asked.action_version,
      target: asked.target,
      objects: asked.objects,
      params,
    })
    if (hash === asked.action_hash) return { params }
  }
  return { params: { '': 'others than those that are named' } }
}

function* combinations(
  named: readonly (readonly [string, readonly unknown[]])[],
): Generator<Record<string, unknown>> {
  const [first, ...rest] = named
  if (!first) {
    yield {}
    return
  }
  for (const value of first[1])
    for (const others of combinations(rest)) yield { ...others, [first[0]]: value }
}
