import { stringify } from 'yaml'
import { z } from 'zod'
import { DexError } from '#contract/error.ts'
import type { TenantId } from '#contract/ids.ts'
import type { Bundle } from '#policy/bundle.ts'
import { meaningOf, runbookMeaning } from '#policy/digest.ts'
import { fromJson } from '#policy/json.ts'
import { findOperatorBundle, findTenantBundle } from '#store/bundles.ts'
import type { Tx } from '#store/database.ts'
import type { App } from '../app.ts'
import type { ApiDeps } from '../deps.ts'
import { problems } from '../problems.ts'
import { callerOf } from '../session/caller.ts'

const Digest = z.string().min(1).max(100)
const Query = z.strictObject({ from: Digest, to: Digest })

const PolicyDiff = z
  .strictObject({
    owner: z.enum(['operator', 'tenant']),
    from: z.string(),
    to: z.string(),
    /** What is not the same in both, by id. */
    parts: z.array(
      z.strictObject({
        of: z.enum(['rule', 'runbook', 'bundle']),
        id: z.string(),
        /** As YAML; null where it is not in that one. */
        before: z.string().nullable(),
        after: z.string().nullable(),
      }),
    ),
  })
  .meta({ id: 'PolicyDiff' })
type PolicyDiff = z.infer<typeof PolicyDiff>

/** `GET /api/policy/diff`: two stored bundles of the same owner, rule by rule, as text. */
export function addPolicyDiff(app: App, deps: ApiDeps): void {
  app.get(
    '/api/policy/diff',
    {
      schema: {
        tags: ['policy'],
        summary: 'What differs between two versions',
        description: 'Two digests that `/api/policy/history` names, both of one owner.',
        querystring: Query,
        response: { 200: PolicyDiff, ...problems },
      },
    },
    async (request) => {
      const { tenant } = callerOf(request)
      return deps.database.read(tenant, (tx) => diff(tenant, tx, request.query))
    },
  )
}

async function diff(tenant: TenantId, tx: Tx, { from, to }: z.infer<typeof Query>): Promise<PolicyDiff> {
  for (const owner of ['operator', 'tenant'] as const) {
    const [before, after] = [await find(owner, tenant, tx, from), await find(owner, tenant, tx, to)]
    if (before && after) return { owner, from, to, parts: partsThatDiffer(before, after) }
  }
  throw new DexError('not_found')
}

async function find(owner: PolicyDiff['owner'], tenant: TenantId, tx: Tx, digest: string) {
  const stored =
    owner === 'operator' ? await findOperatorBundle(tx, digest) : await findTenantBundle(tenant, tx, digest)
  return stored && fromJson(stored.body)
}

function partsThatDiffer(before: Bundle, after: Bundle): PolicyDiff['parts'] {
  const [was, is] = [textsOf(before), textsOf(after)]
  const keys = [...new Set([...was.keys(), ...is.keys()])].toSorted()
  return keys.flatMap((key) => {
    const [one, other] = [was.get(key), is.get(key)]
    const part = one ?? other
    if (!part || one?.text === other?.text) return []
    return [{ of: part.of, id: part.id, before: one?.text ?? null, after: other?.text ?? null }]
  })
}

type Text = Pick<PolicyDiff['parts'][number], 'of' | 'id'> & { text: string }

function textsOf({ rules, runbooks, secondPerson, names }: Bundle): Map<string, Text> {
  const texts: Text[] = [
    { of: 'bundle', id: 'second person', text: `secondPerson: ${secondPerson}\n` },
    ...(Object.keys(names).length > 0 ? [{ of: 'bundle' as const, id: 'names', text: yaml(names) }] : []),
    ...rules.map((rule) => ({ of: 'rule' as const, id: rule.id, text: yaml(said(meaningOf(rule))) })),
    ...runbooks.map((each) => {
      const { text, ...about } = runbookMeaning(each)
      return { of: 'runbook' as const, id: each.id, text: `${yaml(about)}\n${text}\n` }
    }),
  ]
  return new Map(texts.map((text) => [`${text.of} ${text.id}`, text]))
}

const yaml = (value: object): string => stringify(value, { lineWidth: 100 })

/** What is not said of a rule is left out, as one writes it. */
const said = (meaning: object): object =>
  Object.fromEntries(
    Object.entries(meaning).filter(
      ([key, value]) =>
        value !== null &&
        value !== 'enforce' &&
        !(['scope', 'obligations'].includes(key) && Object.keys(value as object).length === 0),
    ),
  )
