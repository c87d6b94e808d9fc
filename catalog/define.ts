import type { z } from 'zod'
import type { ActionDefinition } from '#contract/action.ts'

/** Keeps the literal name, whether it writes, and the parameters' type of a definition. */
export function defineAction<
  const Name extends string,
  Params extends z.ZodObject,
  const Write extends boolean = boolean,
  Returns extends z.ZodType = z.ZodType,
>(
  definition: ActionDefinition<Params> & { name: Name; write: Write; returns: Returns },
): ActionDefinition<Params> & { name: Name; write: Write; returns: Returns } {
  return definition
}
