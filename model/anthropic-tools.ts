import type Anthropic from '@anthropic-ai/sdk'
import { transformJSONSchema } from '@anthropic-ai/sdk/lib/transform-json-schema'
import type { ModelTool } from '#contract/model.ts'

/**
 * What the vendor allows strict mode for in one request (platform.claude.com, "Structured outputs", complexity
 * limits); beyond, the whole request is refused. Other tools of the request go without.
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

/** As many as the limits admit, what changes something first; the same for the same offer, so that the prompt stays cached. */
function strictOnes(
  tools: readonly ModelTool[],
): ReadonlyMap<ModelTool, Anthropic.Messages.Tool.InputSchema> {
  const chosen = new Map<ModelTool, Anthropic.Messages.Tool.InputSchema>()
  let optional = 0
  for (const tool of [
    ...tools.filter(({ changes }) => changes),
    ...tools.filter(({ changes }) => !changes),
  ]) {
    const more = optionalCount(tool.inputSchema as ObjectSchema)
    if (chosen.size === strictToolsMax || optional + more > optionalParametersMax) continue
    const schema = strictSchemaOf(tool)
    if (schema === null) continue
    chosen.set(tool, schema)
    optional += more
  }
  return chosen
}

/**
 * Tools as the API takes them: with `strict` as far as its limits go, so that their arguments are well-formed by construction; plain
 * otherwise. Arguments are parsed on arrival either way.
 */
export function toToolParams(tools: readonly ModelTool[]): Anthropic.Messages.Tool[] {
  const strict = strictOnes(tools)
  return tools.map((tool) => {
    const schema = strict.get(tool)
    return schema
      ? { ...base(tool), input_schema: schema, strict: true }
      : { ...base(tool), input_schema: { ...tool.inputSchema, type: 'object' } }
  })
}
