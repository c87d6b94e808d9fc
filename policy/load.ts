import type { z } from 'zod'
import type { ActionDefinition } from '#contract/action.ts'
import type { Layer, OpenHours } from '#contract/decision.ts'
import { layers } from '#contract/decision.ts'
import type { Bundle, Owner, Rule, Runbook, Scope, SecondPerson, SourceFile } from './bundle.ts'
import { byCodeUnits, withConditions } from './bundle.ts'
import { createConditions } from './cel/conditions.ts'
import { digestOfBundle } from './digest.ts'
import { flat } from './flat.ts'
import { schemaProblems } from './load/schema-problems.ts'
import type { Problem } from './problem.ts'
import { bundleInvalid } from './problem.ts'
import { openHours, ruleObligations } from './load/rule-obligations.ts'
import { createRuleCheck } from './load/rule-check.ts'
import { resolveCalendars, type UsesCalendar, usesCalendar } from './load/calendars.ts'
import { isRunbook, readRunbook, runbookProblems } from './load/runbook.ts'
import type { PolicyDocument, RuleDocument } from './schema/document.ts'
import {
  bounds,
  CalendarDocument,
  NamesDocument,
  policyDocuments,
  PublishingDocument,
} from './schema/document.ts'
import { tenantProblems } from './load/tenant-bounds.ts'
import { uniteBundles } from './unite.ts'
import type { YamlDocument } from './load/yaml.ts'
import { readYaml, yamlSchema } from './load/yaml.ts'

export interface BundleSources {
  operator: readonly SourceFile[]
  /** A tenant's own files. `id` null: not known, as on a command line that was given a directory. */
  tenant?: { id: string | null; files: readonly SourceFile[] }
}

export type Catalog = ReadonlyMap<string, ActionDefinition>

/**
 * Reads a bundle from its files. With only a tenant's files it is the tenant's own part, to be published; with both they
 * are united. `*.test.yaml` is left to the tests, `*.md` are runbooks, `README.md` is neither. Throws `bundle_invalid` with every problem in `extra.problems`.
 */
export function loadBundle(sources: BundleSources, catalog: Catalog): Bundle {
  const problems: Problem[] = []
  const { tenant } = sources
  const operator =
    sources.operator.length > 0 || tenant === undefined
      ? readPart(sources.operator, 'operator', null, catalog, problems)
      : null
  const own = tenant === undefined ? null : readPart(tenant.files, 'tenant', tenant.id, catalog, problems)
  if (problems.length > 0) throw bundleInvalid(problems)
  if (operator === null) {
    if (own === null) throw bundleInvalid([])
    return own
  }
  return uniteBundles(operator, own)
}

function readPart(
  files: readonly SourceFile[],
  owner: Owner,
  tenant: string | null,
  catalog: Catalog,
  problems: Problem[],
): Bundle {
  const policyFiles = files.filter(({ path }) => !/\.(?:test\.ya?ml|md)$/.test(path))
  const guides = files.filter(({ path }) => isRunbook(path))
  const rules: Rule[] = []
  const names: Record<string, string> = {}
  const publishing: Publishing[] = []
  const calendars = new Map<string, OpenHours>()
  const timed: UsesCalendar[] = []
  const conditions = createConditions()
  const whole = (code: string, message: string, mend: string): void => {
    problems.push({ code, file: policyFiles[0]?.path ?? '.', line: 1, column: 1, message, mend })
  }
  const size = [...policyFiles, ...guides].reduce((sum, file) => sum + file.text.length, 0)
  if (policyFiles.length === 0)
    whole('empty', 'the bundle holds no policy file', 'name a directory with *.yaml files')
  else if (policyFiles.length > bounds.files)
    whole('too_large', `the bundle holds more than ${bounds.files} files`, 'merge files')
  else if (size > bounds.bundleBytes)
    whole(
      'too_large',
      `the bundle is larger than ${bounds.bundleBytes} characters`,
      'remove what is not needed',
    )
  else {
    const check = createRuleCheck(catalog, problems, conditions)
    const schema = yamlSchema()
    for (const file of policyFiles) {
      const read = readYaml(file.path, file.text, schema)
      problems.push(...read.problems)
      for (const document of read.documents)
        readDocument({
          ...{ file: file.path, document, owner, problems, check },
          ...{ rules, names, publishing, calendars, timed },
        })
    }
    resolveCalendars(timed, calendars, problems)
    if (rules.length > bounds.rules)
      whole('too_large', `the bundle holds more than ${bounds.rules} rules`, 'merge rules')
  }
  duplicates(rules, problems)
  const runbooks = guides
    .map((file) => readRunbook(file, problems))
    .filter((runbook): runbook is Runbook => runbook !== null)
    .toSorted((left, right) => byCodeUnits(left.id, right.id))
  problems.push(...runbookProblems(runbooks))
  if (owner === 'tenant') problems.push(...tenantProblems(rules, tenant))
  problems.push(...publishingProblems(publishing, owner))
  const secondPerson = publishing[0]?.secondPerson ?? 'always'
  rules.sort((left, right) => byCodeUnits(left.id, right.id))
  const digest = problems.length > 0 ? '' : digestOfBundle({ rules, runbooks, names, secondPerson })
  const bundle: Bundle = {
    ...{ digest, rules, runbooks, names, secondPerson, owner },
    tenant: owner === 'tenant' ? tenant : null,
  }
  return withConditions(bundle, conditions)
}

/** What a document says of publishing, and where. */
interface Publishing {
  secondPerson: SecondPerson
  file: string
  line: number
}

interface Reading {
  file: string
  document: YamlDocument
  owner: Owner
  rules: Rule[]
  names: Record<string, string>
  publishing: Publishing[]
  calendars: Map<string, OpenHours>
  /** Rules that name one: they may stand before it. */
  timed: UsesCalendar[]
  problems: Problem[]
  check: ReturnType<typeof createRuleCheck>
}

const otherKinds = {
  Names: NamesDocument,
  Calendar: CalendarDocument,
  Publishing: PublishingDocument,
} as const

function readDocument(reading: Reading): void {
  const { file, document, problems } = reading
  const { value } = document
  const { kind, layer } = (typeof value === 'object' && value !== null ? value : {}) as {
    kind?: unknown
    layer?: unknown
  }
  const known = layers.find((name) => name === layer)
  const other = otherKinds[kind as keyof typeof otherKinds] ?? null
  const schema: z.ZodType = other ?? policyDocuments[known ?? 'global']
  const parsed = schema.safeParse(value)
  if (!parsed.success) {
    problems.push(...schemaProblems(file, document, parsed.error, other === null && known === undefined))
    return
  }
  if (kind === 'Publishing') {
    const { secondPerson } = parsed.data as z.infer<typeof PublishingDocument>
    reading.publishing.push({ secondPerson, file, line: document.place([]).line })
    return
  }
  if (kind === 'Calendar') {
    const { id, ...window } = parsed.data as z.infer<typeof CalendarDocument>
    if (reading.calendars.has(id))
      problems.push({
        ...{ code: 'calendar_duplicate', file, ...document.place(['id']) },
        ...{ message: `the bundle has a calendar \`${id}\` already`, mend: 'choose another id' },
      })
    reading.calendars.set(id, openHours(window))
    return
  }
  const { names } = parsed.data as { names?: Record<string, string> }
  for (const [id, name] of Object.entries(names ?? {})) reading.names[id] = name
  if (other === null) readRules(reading, parsed.data as PolicyDocument)
}

function readRules({ file, document, owner, rules, timed, check }: Reading, policy: PolicyDocument): void {
  const scope = scopeOf(policy.scope)
  for (const [at, written] of policy.rules.entries()) {
    const { line } = document.place(['rules', at])
    const rule = ruleOf(policy.layer, scope, written, { file, line, owner })
    check(rule, document, ['rules', at], written.obligations !== undefined)
    rules.push(rule)
    const use = usesCalendar(rule, written.obligations, document, ['rules', at])
    if (use !== null) timed.push(use)
  }
}

/** One for all rules of a document. */
const scopeOf = (written: PolicyDocument['scope']): Scope => ({
  ...written,
  ...(written !== undefined && 'department' in written ? { of: written.of ?? 'requester' } : {}),
})

function ruleOf(
  layer: Layer,
  scope: Scope,
  written: z.infer<typeof RuleDocument>,
  place: { file: string; line: number; owner: Owner },
): Rule {
  const when = String(written.when ?? 'true').trim()
  return {
    // Compared thousands of times: by sorting, here and in every decision.
    id: flat(written.id),
    layer,
    scope,
    effect: written.effect,
    actions:
      written.actions.length === 1 ? written.actions : [...new Set(written.actions)].toSorted(byCodeUnits),
    when: when === 'true' ? null : when,
    obligations: ruleObligations(written.obligations, new Map()),
    because: written.because?.trim() ?? null,
    mode: written.mode,
    ...place,
  }
}

/** It is said once, and by the operator. */
function publishingProblems(said: readonly Publishing[], owner: Owner): Problem[] {
  return said.flatMap(({ file, line }, at): Problem[] => {
    const place = { file, line, column: 1 }
    if (owner === 'tenant')
      return [
        {
          ...place,
          code: 'tenant_publishing',
          message: 'a tenant’s own bundle does not say who publishes',
          mend: 'remove the document; the operator’s bundle says it',
        },
      ]
    if (at === 0) return []
    return [
      {
        ...place,
        code: 'publishing_duplicate',
        message: 'the bundle says twice who publishes',
        mend: 'keep one document of `kind: Publishing`',
      },
    ]
  })
}

function duplicates(rules: readonly Rule[], problems: Problem[]): void {
  const first = new Map<string, Rule>()
  for (const rule of rules) {
    const other = first.get(rule.id)
    if (other === undefined) first.set(rule.id, rule)
    else
      problems.push({
        code: 'rule_duplicate',
        file: rule.file,
        line: rule.line,
        column: 1,
        message: `the id \`${rule.id}\` stands already at \`${other.file}:${other.line}\``,
        mend: 'choose another id',
        rule: rule.id,
      })
  }
}
