import type { ActionDefinition } from '#contract/action.ts'
import { covers } from '../action-pattern.ts'
import type { Rule } from '../bundle.ts'
import type { Fault } from '../cel/fault.ts'
import type { Conditions } from '../cel/conditions.ts'
import type { Problem } from '../problem.ts'
import { unsafeLines } from './text.ts'
import type { Place, YamlDocument } from './yaml.ts'

export type RuleCheck = (
  rule: Rule,
  document: YamlDocument,
  path: readonly PropertyKey[],
  obliges: boolean,
) => void

/** What the schema cannot say: actions exist, conditions type-check for each action they cover, obligations fit. */
export function createRuleCheck(
  catalog: ReadonlyMap<string, ActionDefinition>,
  problems: Problem[],
  conditions: Conditions,
): RuleCheck {
  const covered = new Map<string, ActionDefinition[]>()
  const coveredBy = (pattern: string): ActionDefinition[] => {
    const existing = covered.get(pattern)
    if (existing !== undefined) return existing
    const found = [...catalog.values()].filter((action) => covers(pattern, action.name))
    covered.set(pattern, found)
    return found
  }
  return (rule, document, path, obliges) => {
    const add = (code: string, place: Place, message: string, mend: string): void => {
      problems.push({ code, file: rule.file, ...place, message, mend, rule: rule.id })
    }
    if (obliges && rule.effect !== 'require')
      add(
        'obligations_misplaced',
        document.keyPlace(path, 'obligations'),
        `\`${rule.effect}\` carries no obligations`,
        'write `effect: require`',
      )
    // A misspelt action would make a deny rule that never denies.
    for (const pattern of rule.actions)
      if (coveredBy(pattern).length === 0)
        add(
          'action_unknown',
          document.place([...path, 'actions']),
          `no action is covered by \`${pattern}\``,
          'use a name from `dex action list`',
        )
    if (rule.when === null) return
    const text = rule.when
    const report = (fault: Fault, action: ActionDefinition | null): void => {
      const message = action === null ? fault.message : `${fault.message} (for \`${action.name}\`)`
      add(fault.code, document.within([...path, 'when'], text, fault.offset), message, fault.mend)
    }
    const unsafe = unsafeLines(text)
    if (unsafe !== null)
      return report(
        { code: 'text_unsafe', offset: 0, message: `the condition ${unsafe}`, mend: 'retype it' },
        null,
      )
    const actions = rule.actions.flatMap(coveredBy)
    const perAction = conditions.dependsOnAction(text)
    for (const action of perAction ? actions : actions.slice(0, 1)) {
      const compiled = conditions.compile(text, action)
      if (compiled.ok) continue
      // One action is enough to show what is wrong.
      return compiled.faults.forEach((fault) => report(fault, perAction ? action : null))
    }
  }
}
