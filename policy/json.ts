import { z } from 'zod'
import { layers } from '#contract/decision.ts'
import { DexError } from '#contract/error.ts'
import type { Bundle, Rule, Runbook } from './bundle.ts'
import { byCodeUnits, runbookLanguages } from './bundle.ts'
import canonicalize from 'canonicalize'
import { canonicalBundle, digestOf } from './digest.ts'

const Meaning = z.object({
  id: z.string(),
  layer: z.enum(layers),
  scope: z.strictObject({
    tenant: z.string().optional(),
    platform: z.string().optional(),
    type: z.string().optional(),
    label: z.string().optional(),
    department: z.string().optional(),
    of: z.enum(['requester', 'target']).optional(),
  }),
  effect: z.enum(['allow', 'deny', 'require']),
  actions: z.array(z.string()).min(1),
  when: z.string().nullable(),
  obligations: z.record(z.string(), z.json()),
  because: z.string().nullable(),
  mode: z.enum(['enforce', 'shadow']),
})

const RunbookMeaning = z.strictObject({
  id: z.string(),
  title: z.string(),
  about: z.array(z.string()),
  language: z.enum(runbookLanguages),
  always: z.boolean(),
  text: z.string(),
})

const Published = z.strictObject({
  digest: z.string(),
  owner: z.enum(['operator', 'tenant']),
  tenant: z.string().nullable(),
  bundle: z.strictObject({
    apiVersion: z.literal('dex/v1'),
    names: z.record(z.string(), z.string()),
    rules: z.array(Meaning),
    secondPerson: z.literal('loosening').optional(),
    runbooks: z.array(RunbookMeaning).min(1).optional(),
  }),
  /** Rule id to file and line. */
  locations: z.record(z.string(), z.tuple([z.string(), z.int()])),
  /** Runbook id to file. */
  runbookFiles: z.record(z.string(), z.string()).optional(),
})

/** One owner's bundle as it is published: RFC 8785 text with the locations beside what the digest covers. */
export function toJson(bundle: Bundle): string {
  if (bundle.owner === 'united')
    throw new DexError('internal', 'the operator’s and the tenant’s bundles are published apart')
  const { digest, owner, tenant, rules, runbooks } = bundle
  const locations = Object.fromEntries(rules.map((rule) => [rule.id, [rule.file, rule.line]]))
  const published = {
    digest,
    owner,
    tenant,
    bundle: canonicalBundle(bundle),
    locations,
    ...(runbooks.length > 0 && {
      runbookFiles: Object.fromEntries(runbooks.map(({ id, file }) => [id, file])),
    }),
  }
  return canonicalize(published) ?? ''
}

/**
 * Takes what `toJson` made, as text or parsed. Throws `bundle_invalid` when it is not that, or when the digest is not the
 * content's: a bundle changed in the database is not loaded.
 */
export function fromJson(json: unknown): Bundle {
  const parsed = Published.safeParse(typeof json === 'string' ? parse(json) : json)
  if (!parsed.success) throw refused('is not a published bundle')
  const { digest, owner, tenant, bundle, locations, runbookFiles = {} } = parsed.data
  if (digestOf(bundle) !== digest) throw refused('does not have the digest it names')
  const rules = bundle.rules.map((rule): Rule => {
    const [file, line] = locations[rule.id] ?? ['', 1]
    return { ...(rule as unknown as Rule), owner, file, line }
  })
  rules.sort((left, right) => byCodeUnits(left.id, right.id))
  const { names, secondPerson = 'always' } = bundle
  const runbooks = (bundle.runbooks ?? []).map(
    (runbook): Runbook => ({ ...runbook, file: runbookFiles[runbook.id] ?? '' }),
  )
  return { digest, rules, runbooks, names, secondPerson, owner, tenant }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}

const refused = (what: string): DexError =>
  new DexError('bundle_invalid', `the stored bundle ${what}`, {
    mend: 'publish it again: dex policy publish DIR',
    extra: { problems: [] },
  })
