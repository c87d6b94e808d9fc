import type { Rule } from '../bundle.ts'
import type { Problem } from '../problem.ts'

/**
 * What a tenant's own bundle may not say (T14): nothing global, nothing about another tenant. Where the tenant is not
 * known, at most one may be named.
 */
export function tenantProblems(rules: readonly Rule[], tenant: string | null): Problem[] {
  const named = tenant ?? rules.find((rule) => rule.scope.tenant !== undefined)?.scope.tenant ?? null
  return rules.flatMap((rule) => {
    const place = { file: rule.file, line: rule.line, column: 1, rule: rule.id }
    if (rule.layer === 'global')
      return [
        {
          ...place,
          code: 'tenant_global',
          message: 'a tenant’s own bundle has no global layer',
          mend: 'use `layer: tenant`',
        },
      ]
    const other = rule.scope.tenant
    if (other === undefined || other === named) return []
    return [
      {
        ...place,
        code: 'tenant_scope',
        message: `the scope names another tenant, \`${other}\``,
        mend: 'leave `tenant` out or name your own',
      },
    ]
  })
}
