import type { ActionDefinition, ChangedState } from '#contract/action.ts'
import { catalog } from './index.ts'

/** The action that puts back what stood before, on the same target. */
export interface Reverse {
  action: string
  params: Record<string, unknown>
}

/** Null where nothing puts back exactly that. */
export function reverseOf(
  definition: ActionDefinition,
  at: { params: Record<string, unknown>; before: ChangedState },
): Reverse | null {
  const { reversible } = definition
  const by = reversible && catalog.get(reversible.by)
  const params = by && reversible?.back?.(at)
  if (!by || !params) return null
  const parsed = by.params.safeParse(params)
  return parsed.success ? { action: by.name, params: parsed.data } : null
}
