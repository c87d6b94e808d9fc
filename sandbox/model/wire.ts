import { z } from 'zod'

/** The part of the Messages API request that the stand-in reads; shapes as the vendor documents them. */
const Block = z.discriminatedUnion('type', [
  z.looseObject({
    type: z.literal('text'),
    text: z.string().min(1, 'text content blocks must be non-empty'),
  }),
  z.looseObject({
    type: z.literal('tool_use'),
    id: z.string().regex(/^[a-zA-Z0-9_-]+$/),
    name: z.string(),
    input: z.record(z.string(), z.unknown()),
  }),
  z.looseObject({
    type: z.literal('tool_result'),
    tool_use_id: z.string(),
    content: z.union([z.string(), z.array(z.looseObject({ type: z.string() }))]).optional(),
    is_error: z.boolean().optional(),
  }),
  z.looseObject({ type: z.literal('thinking'), signature: z.string() }),
  z.looseObject({ type: z.literal('redacted_thinking'), data: z.string() }),
])
export type Block = z.infer<typeof Block>

const blocksOfText = (text: string): Block[] => [{ type: 'text', text }]

const Message = z.object({
  role: z.enum(['user', 'assistant']),
  content: z.union([z.string().min(1).transform(blocksOfText), z.array(Block).min(1)]),
})
export type Message = z.infer<typeof Message>

const Tool = z.looseObject({
  name: z.string().regex(/^[a-zA-Z0-9_-]{1,128}$/),
  description: z.string().optional(),
  input_schema: z.looseObject({
    type: z.literal('object'),
    properties: z.record(z.string(), z.looseObject({})).nullish(),
    required: z.array(z.string()).nullish(),
  }),
})
export type Tool = z.infer<typeof Tool>

export const MessagesRequest = z.looseObject({
  model: z.string().min(1),
  max_tokens: z.int().min(1),
  messages: z.array(Message).min(1, 'at least one message is required'),
  system: z
    .union([z.string(), z.array(z.looseObject({ type: z.literal('text'), text: z.string() }))])
    .optional(),
  tools: z.array(Tool).default([]),
  stream: z.literal(false, 'the stand-in does not stream').optional(),
})
export type MessagesRequest = z.infer<typeof MessagesRequest>

/** What the vendor refuses beyond the shape: calls without results, results without calls, tools of one name. Null when sound. */
export function unsound({ messages, tools }: MessagesRequest): string | null {
  const names = tools.map((tool) => tool.name)
  if (new Set(names).size !== names.length) return 'tools: Tool names must be unique.'
  if (messages[0]?.role !== 'user') return 'messages: first message must use the "user" role'
  let open: string[] = []
  for (const [index, { content }] of messages.entries()) {
    const results = content.flatMap((block) => (block.type === 'tool_result' ? [block.tool_use_id] : []))
    const stray = results.find((id) => !open.includes(id))
    if (stray !== undefined) return `messages.${index}: unexpected tool_use_id in tool_result: ${stray}`
    const missing = open.find((id) => !results.includes(id))
    if (missing !== undefined)
      return `messages.${index}: tool_use ids were found without tool_result blocks: ${missing}`
    open = content.flatMap((block) => (block.type === 'tool_use' ? [block.id] : []))
  }
  return open.length > 0 ? 'messages: the last message ends with a tool_use without tool_result' : null
}
