import type { Bundle, Rule } from './bundle.ts'
import { byCodeUnits, withConditions } from './bundle.ts'
import { digestOfUnion } from './digest.ts'
import type { Problem } from './problem.ts'
import { bundleInvalid } from './problem.ts'
import { tenantProblems } from './load/tenant-bounds.ts'

/**
 * What is in force for a tenant: the operator's bundle united with the tenant's own (T14).
 * Throws `bundle_invalid` when an id is in both, or when the tenant's own reaches past what a tenant may say.
 */
export function uniteBundles(operator: Bundle, tenant?: Bundle | null): Bundle {
  if (tenant === undefined || tenant === null) return operator
  const ids = new Map(operator.rules.map((rule) => [rule.id, rule]))
  const problems: Problem[] = []
  if (operator.owner !== 'operator' || tenant.owner !== 'tenant')
    problems.push(
      problemAt(
        tenant.rules[0],
        'bundle_owner',
        'an operator’s and a tenant’s bundle are united',
        'unite those',
      ),
    )
  for (const rule of tenant.rules) {
    const other = ids.get(rule.id)
    if (other !== undefined)
      problems.push(
        problemAt(
          rule,
          'rule_duplicate',
          `the operator’s \`${other.file}:${other.line}\` has this id`,
          'choose another id',
        ),
      )
  }
  const guides = new Map(operator.runbooks.map((runbook) => [runbook.id, runbook]))
  for (const { id, file } of tenant.runbooks) {
    const other = guides.get(id)
    if (other !== undefined)
      problems.push({
        ...{ code: 'runbook_duplicate', file, line: 1, column: 1, mend: 'choose another id' },
        message: `the operator’s \`${other.file}\` has the id \`${id}\``,
      })
  }
  problems.push(...tenantProblems(tenant.rules, tenant.tenant))
  if (problems.length > 0) throw bundleInvalid(problems)
  const united: Bundle = {
    digest: digestOfUnion(operator.digest, tenant.digest),
    rules: [...operator.rules, ...tenant.rules].toSorted((left, right) => byCodeUnits(left.id, right.id)),
    runbooks: [...operator.runbooks, ...tenant.runbooks].toSorted((left, right) =>
      byCodeUnits(left.id, right.id),
    ),
    names: { ...tenant.names, ...operator.names },
    secondPerson: operator.secondPerson,
    owner: 'united',
    tenant: tenant.tenant,
  }
  return operator.conditions === undefined ? united : withConditions(united, operator.conditions)
}

const problemAt = (rule: Rule | undefined, code: string, message: string, mend: string): Problem => ({
  code,
  file: rule?.file ?? '',
  line: rule?.line ?? 1,
  column: 1,
  message,
  mend,
  ...(rule === undefined ? {} : { rule: rule.id }),
})
