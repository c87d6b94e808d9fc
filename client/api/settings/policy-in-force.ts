import { z } from 'zod'
import { layers } from '#contract/decision.ts'
import type { JsonValue } from '#contract/json.ts'
import { testsInForce } from '#store/bundles.ts'
import { countDeciding } from '#store/deciding-rules.ts'
import type { App } from '../app.ts'
import type { ApiDeps } from '../deps.ts'
import { Json } from '../json.ts'
import { bundleInForce } from '#client/api/policy/in-force.ts'
import { problems } from '../problems.ts'
import { callerOf } from '../session/caller.ts'

const Rule = z
  .strictObject({
    id: z.string(),
    owner: z.enum(['operator', 'tenant']),
    layer: z.enum(layers),
    scope: z.record(z.string(), z.string()),
    effect: z.enum(['allow', 'deny', 'require']),
    actions: z.array(z.string()),
    when: z.string().nullable(),
    obligations: Json,
    because: z.string().nullable(),
    mode: z.enum(['enforce', 'shadow']),
    file: z.string(),
    line: z.int(),
    /** How often it was the deciding rule in the last 30 days. */
    decided: z.int(),
    /** Whether it matched in one of its bundle's own tests; null where that bundle was stored without any word of them. */
    tested: z.boolean().nullable(),
  })
  .meta({ id: 'Rule' })
const Runbook = z
  .strictObject({
    id: z.string(),
    title: z.string(),
    about: z.array(z.string()),
    language: z.string(),
    /** Told to the model with every request. */
    always: z.boolean(),
    text: z.string(),
    file: z.string(),
  })
  .meta({ id: 'Runbook' })
const InForce = z.strictObject({
  digest: z.string(),
  /** Inputs that the bundles' own tests decide, as expected; null where nothing is kept of them. */
  tests: z.strictObject({ operator: z.int().nullable(), tenant: z.int().nullable() }),
  names: z.record(z.string(), z.string()),
  rules: z.array(Rule),
  /** What guides the model; no decision reads it. */
  runbooks: z.array(Runbook),
})

const countedMs = 30 * 24 * 3_600_000

/** `GET /api/policy/in-force`: every rule that decides for this tenant now, layer by layer. */
export function addPolicyInForce(app: App, deps: ApiDeps): void {
  app.get(
    '/api/policy/in-force',
    {
      schema: {
        tags: ['policy'],
        summary: 'The rules in force',
        response: { 200: InForce, ...problems },
      },
    },
    async (request) => {
      const { tenant } = callerOf(request)
      const { digest, names, rules, runbooks } = await bundleInForce(deps, tenant)
      const since = new Date(deps.clock() - countedMs)
      const { decided, tests } = await deps.database.read(tenant, async (tx) => ({
        decided: await countDeciding(tenant, tx, since),
        tests: await testsInForce(tenant, tx),
      }))
      return {
        digest,
        tests: { operator: tests.operator?.cases ?? null, tenant: tests.tenant?.cases ?? null },
        names: { ...names },
        rules: rules
          .map(({ actions, scope, obligations, ...rule }) => ({
            ...rule,
            actions: [...actions],
            scope: { ...scope },
            obligations: obligations as unknown as JsonValue,
            decided: decided.get(rule.id) ?? 0,
            tested: tests[rule.owner] && !tests[rule.owner]?.missed.includes(rule.id),
          }))
          .toSorted((a, b) => layers.indexOf(a.layer) - layers.indexOf(b.layer)),
        runbooks: runbooks.map(({ about, ...runbook }) => ({ ...runbook, about: [...about] })),
      }
    },
  )
}
