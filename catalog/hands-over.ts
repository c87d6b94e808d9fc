import type { ActionDefinition } from '#contract/action.ts'

/** Whether what this call does answers with something for one person's eyes alone. */
export const handsOver = (
  { handsOver: when }: Pick<ActionDefinition, 'handsOver'>,
  params: Readonly<Record<string, unknown>>,
): boolean =>
  when === 'always' ||
  (when !== undefined && Object.entries(when).every(([name, value]) => params[name] === value))
