/** A language model behind one interface; shapes follow the Messages API so that nothing is lost on the way. */
export interface ModelTool {
  /** `[a-zA-Z0-9_-]{1,64}`: the catalog name with dots as underscores. */
  name: string
  description: string
  inputSchema: Record<string, unknown>
  /** What it does stays done: its arguments are the first to be held to their schema, where a provider can. */
  changes: boolean
}

export type ModelBlock =
  | { type: 'text'; text: string }
  | { type: 'tool_use'; id: string; name: string; input: unknown }
  | { type: 'tool_result'; toolUseId: string; content: string; isError: boolean }
  /** The provider's own block (thinking): sent back unmodified and in its place, never read, never shown. */
  | { type: 'opaque'; block: Record<string, unknown> }

export interface ModelMessage {
  role: 'user' | 'assistant'
  content: ModelBlock[]
}

export interface ModelRequest {
  system: string
  messages: ModelMessage[]
  tools: ModelTool[]
  maxTokens: number
  /** `small` for triage, `large` for hard cases; a provider with one model takes it for both. */
  tier: 'small' | 'large'
  signal: AbortSignal
}

export type StopReason =
  | 'end_turn'
  | 'tool_use'
  | 'max_tokens'
  | 'refusal'
  | 'pause_turn'
  | 'context_window'
  | 'other'

export interface ModelTurn {
  content: ModelBlock[]
  stopReason: StopReason
  /** Input tokens include those of the cache; the two further counts tell how many of them were read and written there. */
  usage: { inputTokens: number; outputTokens: number; cacheReadTokens: number; cacheWriteTokens: number }
  /** The model's own name as the provider reports it. */
  model: string
}

/** Throws DexError `model_unavailable` (retryable), `model_refused` or `model_bad_answer`. */
export interface Model {
  /** Shown to people: `anthropic claude-…`, or that it is a stand-in. */
  readonly describe: string
  turn(request: ModelRequest): Promise<ModelTurn>
}
