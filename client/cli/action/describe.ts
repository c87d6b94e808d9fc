import { z } from 'zod'
import type { ActionDefinition } from '#contract/action.ts'

/** One entry of the catalog as data: every field of its definition; schemas as JSON Schema, code left out. */
export function describeAction(definition: ActionDefinition) {
  const { params, returns, sentence: _code, ...fields } = definition
  return { ...fields, params: schemaOf(params), returns: schemaOf(returns) }
}

function schemaOf(schema: z.ZodType): Record<string, unknown> {
  const {
    $schema: _dialect,
    '~standard': _standard,
    ...rest
  } = z.toJSONSchema(schema, {
    io: 'input',
    unrepresentable: 'any',
  }) as Record<string, unknown>
  return rest
}
