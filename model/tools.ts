import { z } from 'zod'
import type { ActionDefinition } from '#contract/action.ts'
import { DexError } from '#contract/error.ts'
import type { ModelTool } from '#contract/model.ts'
import { escalationCategories } from '#contract/turn.ts'

/** Ends the request with one of the fixed texts. */
export const ResolveInput = z.strictObject({
  template: z
    .enum(['resolved', 'declined'])
    .describe('`resolved`: a change succeeded and solves it; `declined`: it should not be done'),
  summary: z.string().max(20_000).describe('what was found and done, for the people who work the queue'),
})

/** Hands the request over to a person. */
export const EscalateInput = z.strictObject({
  reason: z.string().max(20_000).describe('what was found, what is missing, what a person should do next'),
  category: z.enum(escalationCategories).optional().describe('what it is about, for who looks after it'),
  next: z.array(z.string().max(500)).max(8).optional().describe('what a colleague should do, step by step'),
})

/** What is supposed and why; goes with any other tool of the turn. */
export const PlanInput = z.strictObject({
  hypothesis: z.string().min(1).max(1_000).describe('the cause that you suppose, in one or two sentences'),
  evidence: z
    .array(
      z.strictObject({
        ref: z.string().max(20).describe('`ref` of the tool result that carries it'),
        shows: z.string().max(300).describe('what that result shows'),
      }),
    )
    .max(12),
  runbooks: z.array(z.string().max(100)).max(5).optional().describe('ids of the runbooks that you follow'),
  next: z.array(z.string().max(300)).max(8).describe('what you will do next, step by step'),
})

export const waitMinutesMax = 7 * 24 * 60

/** Lets time pass: a change that needs its time, or news that somebody promised. */
export const WaitInput = z.strictObject({
  minutes: z
    .int()
    .min(1)
    .max(waitMinutesMax)
    .describe('at most this long; ends at once when somebody writes'),
  reason: z.string().max(500).describe('what is waited for'),
})

/** Targets that one call may name; a longer list comes with the request. */
export const targetsMax = 500

/** One action many times. */
export const BulkInput = z.strictObject({
  action: z.string().max(200).describe('the tool that does it once, such as okta_user_suspend'),
  targets: z
    .array(z.string().min(1).max(1_000))
    .min(1)
    .max(targetsMax)
    .optional()
    .describe('addresses or ids, each once; leave out where `list` is given'),
  over: z
    .strictObject({
      param: z.string().max(100).describe('the parameter, such as `user`'),
      target: z.string().min(1).max(1_000).describe('the one target of all lines'),
    })
    .optional()
    .describe(
      'where the lines are not the targets but what one parameter names, such as new members of a group',
    ),
  list: z.boolean().optional().describe('true: every line of the list that came with the request'),
  params: z
    .record(z.string(), z.unknown())
    .optional()
    .describe('further parameters of that tool, the same for all lines'),
  purpose: z.string().max(2_000).describe('why this is needed, in one plain sentence'),
})

export const resolveTool = 'resolve'
export const escalateTool = 'escalate'
export const planTool = 'plan'
export const waitTool = 'wait'
export const bulkTool = 'bulk'

/** The action that is a question to the requester: the turn's outcome is then `ask`. */
export const askAction = 'dex.question.ask'

const ownTools: ReadonlySet<string> = new Set([resolveTool, escalateTool, planTool, waitTool, bulkTool])

/** Names that a catalog parameter may not have: they sit beside the parameters in a tool's input. */
const reserved = ['target', 'purpose']

/** `okta.user.reset_factors` → `okta_user_reset_factors`. Not reversible by itself: see `definitionsByTool`. */
export const toolNameOf = (actionName: string): string => actionName.replaceAll('.', '_')

/**
 * The way back from a tool's name. Throws DexError `internal` when two actions share a tool name or one takes a
 * reserved name: then the catalog is at fault, and no answer could be read safely.
 */
export function definitionsByTool(definitions: readonly ActionDefinition[]): Map<string, ActionDefinition> {
  const byTool = new Map<string, ActionDefinition>()
  for (const definition of definitions) {
    const tool = toolNameOf(definition.name)
    if (!/^[a-zA-Z0-9_-]{1,64}$/.test(tool) || ownTools.has(tool))
      throw new DexError('internal', undefined, { log: `action ${definition.name} has no usable tool name` })
    if (byTool.has(tool))
      throw new DexError('internal', undefined, { log: `two actions share the tool name ${tool}` })
    const taken = reserved.find((name) => name in definition.params.shape)
    if (taken)
      throw new DexError('internal', undefined, { log: `${definition.name} names a parameter ${taken}` })
    byTool.set(tool, definition)
  }
  return byTool
}

/** The catalog name behind a tool's name; null when no definition given has it. */
export const actionNameOf = (toolName: string, definitions: readonly ActionDefinition[]): string | null =>
  definitionsByTool(definitions).get(toolName)?.name ?? null

type Schema = Record<string, unknown> & { properties?: Record<string, unknown>; required?: string[] }

/** JSON Schema of a parameter object; a pattern beside a named format says the same twice and is left out. */
function schemaOf(type: z.ZodObject): Schema {
  const schema = z.toJSONSchema(type, {
    io: 'input',
    unrepresentable: 'any',
    override: ({ jsonSchema }) => {
      if (jsonSchema.format !== undefined) delete jsonSchema.pattern
    },
  }) as Schema
  delete schema['$schema']
  return schema
}

function toolFor(name: string, definition: ActionDefinition): ModelTool {
  const schema = schemaOf(definition.params)
  const own = {
    ...(definition.target ? { target: { type: 'string', description: definition.target.describe } } : {}),
    purpose: { type: 'string', description: 'why this step is needed, in one plain sentence' },
  }
  const inputSchema = {
    ...schema,
    type: 'object',
    properties: { ...schema.properties, ...own },
    required: [...(schema.required ?? []), ...Object.keys(own)],
    additionalProperties: false,
  }
  const kind = definition.write ? `changes something, risk ${definition.risk}` : 'only reads'
  return { name, description: `${definition.help} (${kind})`, inputSchema, changes: definition.write }
}

/** What the model is offered: one tool an action, then its own five. */
export function toolsFor(definitions: readonly ActionDefinition[]): ModelTool[] {
  return [
    ...[...definitionsByTool(definitions)].map(([name, definition]) => toolFor(name, definition)),
    {
      name: planTool,
      description:
        'Write down what you suppose, the results that carry it, and what comes next. Call it beside another tool, before the first change and whenever it changes.',
      inputSchema: schemaOf(PlanInput),
      changes: false,
    },
    {
      name: bulkTool,
      description:
        'Do one change many times, to many targets or with many objects of one target: a list that people approve as a whole. Each line is looked up and decided alone; what is not clear is set aside and reported. Call it alone.',
      inputSchema: schemaOf(BulkInput),
      changes: true,
    },
    {
      name: waitTool,
      description: 'Let time pass until something has settled or somebody writes. Call it alone.',
      inputSchema: schemaOf(WaitInput),
      changes: false,
    },
    {
      name: resolveTool,
      description: 'Finish the request: the requester is told with a fixed text. Call it alone.',
      inputSchema: schemaOf(ResolveInput),
      changes: false,
    },
    {
      name: escalateTool,
      description: 'Hand the request over to a person, with what you found. Call it alone.',
      inputSchema: schemaOf(EscalateInput),
      changes: false,
    },
  ]
}
