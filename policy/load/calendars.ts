import type { OpenHours } from '#contract/decision.ts'
import type { Rule } from '../bundle.ts'
import type { Problem } from '../problem.ts'
import type { Obligations } from '../schema/obligations.ts'
import { calendarsNamedIn, ruleObligations } from './rule-obligations.ts'
import type { YamlDocument } from './yaml.ts'

/** A rule whose times count by calendars, with where it names them. */
export interface UsesCalendar {
  rule: Rule
  written: Obligations
  named: { id: string; line: number; column: number }[]
}

export function usesCalendar(
  rule: Rule,
  written: Obligations | undefined,
  document: YamlDocument,
  path: readonly PropertyKey[],
): UsesCalendar | null {
  const named = calendarsNamedIn(written)
  if (written === undefined || named.length === 0) return null
  const place = (beneath: PropertyKey[]) => document.place([...path, 'obligations', 'approval', ...beneath])
  return { rule, written, named: named.map(({ id, path: beneath }) => ({ id, ...place(beneath) })) }
}

/** Writes the calendars themselves in the place of their names, so that a rule means what it says by itself. */
export function resolveCalendars(
  used: readonly UsesCalendar[],
  calendars: ReadonlyMap<string, OpenHours>,
  problems: Problem[],
): void {
  for (const { rule, written, named } of used) {
    for (const { id, line, column } of named)
      if (!calendars.has(id))
        problems.push({
          ...{ code: 'calendar_unknown', file: rule.file, line, column, rule: rule.id },
          message: `this bundle has no calendar \`${id}\``,
          mend: `add a document of \`kind: Calendar\` with \`id: ${id}\``,
        })
    rule.obligations = ruleObligations(written, calendars)
  }
}
