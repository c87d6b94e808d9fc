import { z } from 'zod'
import { codes } from '#contract/codes.ts'
import type { Decision } from '#contract/decision.ts'
import { DexError } from '#contract/error.ts'
import type { Bundle } from '#policy/bundle.ts'
import { sentence } from '#policy/explain/explain.ts'
import { factsFor } from '#policy/facts.ts'
import { sayObligations } from '#policy/explain/words.ts'
import type { Tx } from '#store/database.ts'
import { listDecisionRecords } from '#store/decision-records.ts'
import type { TargetRef } from '#store/schema.ts'
import { findSettings } from '#store/tenants.ts'
import type { App } from '../app.ts'
import type { ApiDeps } from '../deps.ts'
import { Json } from '../json.ts'
import { problems } from '../problems.ts'
import { visibleRequest } from '../requests/see.ts'
import { type Caller, callerOf } from '../session/caller.ts'
import { openRecord } from '../standing/recorded.ts'
import { createBundleFinder } from './bundle-of.ts'
import { recordedInput } from './recorded-input.ts'

const Query = z.strictObject({
  request: z.string().max(100),
  step: z.coerce.number().int().min(1).max(100_000).optional(),
})

const Explained = z
  .strictObject({
    step: z.int(),
    action: z.string(),
    target: z.strictObject({ platform: z.string(), type: z.string(), id: z.string() }).nullable(),
    effect: z.string(),
    says: z.string(),
    decidedBy: z
      .strictObject({ layer: z.string(), rule: z.string().nullable(), reason: z.string() })
      .nullable(),
    /** Six, in order. */
    layers: z.array(
      z.strictObject({
        layer: z.string(),
        verdict: z.string(),
        says: z.string(),
        rules: z.array(
          z.strictObject({
            id: z.string(),
            effect: z.string(),
            mode: z.string(),
            file: z.string(),
            line: z.int(),
            /** What the rule says of itself in the bundle that decided. */
            because: z.string().nullable(),
            /** The condition as written there. */
            when: z.string().nullable(),
          }),
        ),
      }),
    ),
    /** What had to be met before it ran, in words. */
    obligations: z.array(z.string()),
    /** What no policy can lift, where it spoke. */
    codeRules: z.array(z.strictObject({ code: z.string(), effect: z.string(), says: z.string() })),
    bundle: z.string().nullable(),
    /** Whether that bundle is still stored; without it rules have no words. */
    bundleFound: z.boolean(),
    at: z.iso.datetime(),
    /** Where one step is asked for: what its rules read, as an input of the simulator; null once its record's life is over. */
    input: Json.nullable(),
    /** Of it what is not on record, and is taken as it usually is. */
    assumed: z.array(z.string()),
  })
  .meta({ id: 'ExplainedDecision' })
type Explained = z.infer<typeof Explained>

/** `GET /api/policy/explain?request=`: each decision on record of a request in words, by the bundle that it was made with. */
export function addExplainRequest(app: App, deps: ApiDeps): void {
  app.get(
    '/api/policy/explain',
    {
      schema: {
        tags: ['policy'],
        summary: 'Why each step of a request was decided so',
        querystring: Query,
        response: { 200: z.strictObject({ items: z.array(Explained) }), ...problems },
      },
    },
    async (request) => {
      const caller = callerOf(request)
      return {
        items: await deps.database.read(caller.tenant, (tx) => explain(deps, caller, tx, request.query)),
      }
    },
  )
}

async function explain(
  deps: ApiDeps,
  caller: Caller,
  tx: Tx,
  { request, step }: z.infer<typeof Query>,
): Promise<Explained[]> {
  const { id } = await visibleRequest(caller, tx, request)
  let query = tx
    .selectFrom('proposals')
    .select([
      'step',
      'action',
      'target',
      'objects',
      'effect',
      'code',
      'decision',
      'code_rules',
      'bundle',
      'updated_at',
    ])
    .where('tenant', '=', caller.tenant)
    .where('request', '=', id)
  // Lines of lists are explained one by one, by their step.
  query = step === undefined ? query.where('origin', '<>', 'line') : query.where('step', '=', step)
  const rows = await query.orderBy('step').execute()
  if (step !== undefined && rows.length === 0) throw new DexError('not_found')
  const bundleOf = await createBundleFinder(caller.tenant, tx)
  const items: Explained[] = []
  for (const row of rows) {
    const decision = row.decision as Decision
    const digest = row.bundle ?? decision.bundle
    const bundle = digest ? await bundleOf(digest) : null
    const codeRules = row.code_rules.map(({ code, effect }) => ({ code, effect, says: sayCode(code) }))
    items.push({
      step: row.step,
      action: row.action,
      target: row.target && { platform: row.target.platform, type: row.target.type, id: row.target.id },
      effect: row.effect,
      says: headline(row.action, row.effect, row.code, decision),
      decidedBy: decision.decidedBy,
      layers: layersOf(decision, bundle),
      obligations: sayObligations(decision.obligations ?? {}, bundle?.names ?? {}),
      codeRules,
      bundle: digest ?? null,
      bundleFound: bundle !== null,
      at: row.updated_at.toISOString(),
      ...(step === undefined
        ? nothingKept
        : await inputOf(deps, caller, tx, { ...row, request: id, decidedBy: bundle })),
    })
  }
  return items
}

const nothingKept = { input: null, assumed: [] }

async function inputOf(
  deps: ApiDeps,
  { tenant }: Caller,
  tx: Tx,
  row: {
    request: string
    step: number
    action: string
    target: TargetRef | null
    objects: TargetRef[]
    decidedBy: Bundle | null
  },
): Promise<Pick<Explained, 'input' | 'assumed'>> {
  const kept = await listDecisionRecords(tenant, tx, { request: row.request, step: row.step, limit: 1_000 })
  const last = kept.at(-1)
  const record = last && (await openRecord(deps, tenant, last))
  if (!record) return nothingKept
  const settings = await findSettings(tenant, tx)
  const action = deps.catalog.get(row.action)
  return recordedInput(record, {
    ...{ id: `${row.request}/${row.step}`, tenant, zone: settings?.zone ?? 'UTC' },
    targetless: { platform: action?.platform ?? 'unknown', type: action?.targetType ?? 'unknown' },
    ...{ target: row.target, objects: row.objects },
    needed: row.decidedBy === null ? [] : factsFor(row.decidedBy, row.action),
  })
}

function layersOf(decision: Decision, bundle: Bundle | null): Explained['layers'] {
  const rules = new Map(bundle?.rules.map((rule) => [rule.id, rule]))
  return decision.layers.map((trace) => ({
    layer: trace.layer,
    verdict: trace.verdict,
    says: sentence(trace),
    rules: trace.rules.map(({ id, effect, mode, file, line }) => ({
      ...{ id, effect, mode, file, line },
      because: rules.get(id)?.because ?? null,
      when: rules.get(id)?.when ?? null,
    })),
  }))
}

const sayCode = (code: string): string =>
  Object.hasOwn(codes, code) ? codes[code as keyof typeof codes].text : code

/** The gate's own answer: the stricter of policy and of what no policy can lift. */
function headline(
  action: string,
  effect: string,
  code: string | null,
  { effect: policy, decidedBy }: Decision,
) {
  const by =
    decidedBy === null
      ? ''
      : `the ${decidedBy.layer} layer${decidedBy.rule === null ? '' : ` (\`${decidedBy.rule}\`)`}`
  if (effect === 'permit') return `\`${action}\` was permitted: all six layers allowed it`
  if (effect !== policy && code !== null)
    return `\`${action}\` ${effect === 'deny' ? 'was denied' : 'waited for approval'}: ${sayCode(code)}`
  if (effect === 'deny') return `\`${action}\` was denied, first by ${by === '' ? sayCode(code ?? '') : by}`
  return `\`${action}\` waited for approval: ${by === '' ? sayCode(code ?? '') : `${by} demands it`}`
}
