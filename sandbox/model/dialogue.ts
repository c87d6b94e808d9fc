import type { Message, MessagesRequest, Tool } from './wire.ts'

export interface OfferedTool {
  name: string
  properties: Record<string, Record<string, unknown>>
  required: string[]
}

/** One call of an earlier turn with its answer. */
export interface PastCall {
  tool: string
  input: Record<string, unknown>
  failed: boolean
  text: string
  /** The answer's JSON, where it holds any. */
  data: unknown
}

/** All that the stand-in knows: what the request says, what it may call, what happened so far. */
export interface Dialogue {
  /** The address of our own line `Requester:`; null when none is given. */
  requester: string | null
  ticket: string
  /** In a chat: the requester's own accounts, ids by platform; null elsewhere. */
  accounts: Readonly<Record<string, string>> | null
  /** How many lines the list has that came with the request; null where none did. */
  listed: number | null
  /** What people said since, quoted as the ticket is; the latest last. */
  said: string[]
  /** Ids of the runbooks that were shown, in order. */
  runbooks: string[]
  tools: OfferedTool[]
  past: PastCall[]
}

const textOf = (message: Message | undefined): string =>
  (message?.content ?? []).flatMap((block) => (block.type === 'text' ? [block.text] : [])).join('\n')

/** Lines quoted with `| ` are the ticket; where nothing is quoted, everything is. */
function ticketOf(text: string): string {
  const quoted = text.split('\n').filter((line) => line.startsWith('|'))
  return quoted.length === 0 ? text : quoted.map((line) => line.replace(/^\| ?/, '')).join('\n')
}

const requesterOf = (text: string): string | null =>
  /^Requester:\s*([^\s(]+@[^\s(]+)/m.exec(text)?.[1] ?? null

/** Of our own line, never of a quoted one. */
function listedOf(text: string): number | null {
  const lines = /^A list of (\d+) lines came with it/m.exec(text)?.[1]
  return lines === undefined ? null : Number(lines)
}

/** Of our own lines as well. */
function accountsOf(text: string): Dialogue['accounts'] {
  if (!/^Channel: go$/m.test(text)) return null
  const line = /^Their own accounts: (.+)$/m.exec(text)?.[1] ?? ''
  return Object.fromEntries(
    [...line.matchAll(/(\w+) ([^\s,]+)/g)].map(([, platform = '', id = '']) => [platform, id]),
  )
}

function dataOf(text: string): unknown {
  const start = text.search(/[[{]/)
  const end = Math.max(text.lastIndexOf('}'), text.lastIndexOf(']'))
  if (start < 0 || end < start) return null
  try {
    return JSON.parse(text.slice(start, end + 1))
  } catch {
    return null
  }
}

function resultText(content: string | { type: string; [key: string]: unknown }[] | undefined): string {
  if (typeof content === 'string') return content
  return (content ?? []).map((part) => (typeof part['text'] === 'string' ? part['text'] : '')).join('\n')
}

function pastOf(messages: Message[]): PastCall[] {
  const blocks = messages.flatMap((message) => message.content)
  const results = new Map(
    blocks.flatMap((block) => (block.type === 'tool_result' ? [[block.tool_use_id, block] as const] : [])),
  )
  return blocks.flatMap((block) => {
    if (block.type !== 'tool_use') return []
    const result = results.get(block.id)
    const text = resultText(result?.content)
    const failed = result?.is_error ?? false
    return [{ tool: block.name, input: block.input, failed, text, data: dataOf(text) }]
  })
}

const toolOf = ({ name, input_schema }: Tool): OfferedTool => ({
  name,
  properties: input_schema.properties ?? {},
  required: input_schema.required ?? [],
})

/** Text beside results is what a person answered or instructed; a runbook has another mark. */
const saidSince = (messages: Message[]): string[] =>
  messages
    .slice(1)
    .flatMap(({ role, content }) => (role === 'user' ? content : []))
    .flatMap((block) => (block.type === 'text' && /^\|/m.test(block.text) ? [ticketOf(block.text)] : []))

/** Reads a Messages API request, and nothing else. */
export function readDialogue({ messages, tools }: MessagesRequest): Dialogue {
  const first = textOf(messages[0])
  return {
    requester: requesterOf(first),
    ticket: ticketOf(first),
    accounts: accountsOf(first),
    listed: listedOf(first),
    said: saidSince(messages),
    runbooks: messages.flatMap((message) =>
      [...textOf(message).matchAll(/^Runbook `([^`]+)`/gm)].map(([, id = '']) => id),
    ),
    tools: tools.map(toolOf),
    past: pastOf(messages),
  }
}
