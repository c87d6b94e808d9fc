import type Anthropic from '@anthropic-ai/sdk'
import { transformJSONSchema } from '@anthropic-ai/sdk/lib/transform-json-schema'
import type { ModelTool } from '#contract/model.ts'

/**
 * What the vendor allows strict mode for in one request (platform.claude.com, "Structured outputs", complexity
 * limits); beyond, the whole request is refused. All or nothing keeps the choice the same for a given catalog.
 */
const strictToolsMax = 20
const optionalParametersMax = 24

interface ObjectSchema {
  properties?: Record<string, unknown>
  required?: string[]
}

const optionalCount = ({ properties, required }: ObjectSchema): number =>
  Object.keys(properties ?? {}).length - (required ?? []).length

/** Null when the schema has no strict form. */
function strictSchemaOf(tool: ModelTool): Anthropic.Messages.Tool.InputSchema | null {
  try {
    const schema = transformJSONSchema(tool.inputSchema)
    return schema['type'] === 'object' ? { ...schema, type: 'object' } : null
  } catch {
    return null
  }
}

const base = ({ name, description }: ModelTool) => ({ name, description })

/**
 * Tools as the API takes them: with `strict` where all of them fit its limits, so that arguments are well-formed by
 * construction; plain otherwise. Arguments are parsed on arrival either way.
 */
export function toToolParams(tools: readonly ModelTool[]): Anthropic.Messages.Tool[] {
  const strict = tools.map((tool) => ({ tool, schema: strictSchemaOf(tool) }))
  const optional = tools.reduce((sum, tool) => sum + optionalCount(tool.inputSchema as ObjectSchema), 0)
  const fits = tools.length <= strictToolsMax && optional <= optionalParametersMax
  return strict.map(({ tool, schema }) =>
    fits && schema
      ? { ...base(tool), input_schema: schema, strict: true }
      : { ...base(tool), input_schema: { ...tool.inputSchema, type: 'object' } },
  )
}
