import { catalog } from '#catalog/index.ts'
import type { Model, ModelMessage, ModelTool, ModelTurn } from '#contract/model.ts'
import type { ActionDefinition } from '#contract/action.ts'
import { createAnthropicModel } from '#model/anthropic.ts'
import { askMessage, systemPrompt } from '#model/prompt.ts'

export const definitions: ActionDefinition[] = [...catalog.values()]

export const modelAt = (url: string, timeoutMs = 5_000): Model =>
  createAnthropicModel({
    apiKey: 'test-key',
    baseURL: url,
    model: 'dex-stand-in-1',
    effort: 'low',
    fetch,
    timeoutMs,
  })

export const ask = (
  title: string,
  text: string,
  requesterEmail: string | null = 'ada@acme.example',
  runbooks: { id: string; title: string; text: string }[] = [],
): ModelMessage =>
  askMessage({
    title,
    text,
    requesterEmail,
    assurance: 'asserted',
    channel: 'ticket',
    date: '2026-11-22T10:00:00Z',
    runbooks,
  })

export const turnOf = (model: Model, messages: ModelMessage[], tools: ModelTool[]): Promise<ModelTurn> =>
  model.turn({
    system: systemPrompt({ definitions }),
    messages,
    tools,
    maxTokens: 1_000,
    tier: 'large',
    signal: new AbortController().signal,
  })

export interface Played {
  name: string
  input: Record<string, unknown>
}

/** The result of the call, and a nod to a plan beside it. */
export const resultsOf = (
  turn: ModelTurn,
  called: string,
  content: unknown,
  isError = false,
): ModelMessage => ({
  role: 'user',
  content: turn.content.flatMap((block) => {
    if (block.type !== 'tool_use') return []
    const own = block.id === called
    return [
      {
        type: 'tool_result' as const,
        toolUseId: block.id,
        content: JSON.stringify(own ? content : { noted: true }),
        isError: own && isError,
      },
    ]
  }),
})

/** Plays a dialogue to its end with answers of our own; the calls in order, `resolve` or `escalate` last. */
export async function play(
  model: Model,
  first: ModelMessage,
  tools: ModelTool[],
  answer: (call: Played) => { content: unknown; isError?: boolean },
): Promise<Played[]> {
  const messages = [first]
  const played: Played[] = []
  for (let turns = 0; turns < 12; turns += 1) {
    const turn = await turnOf(model, messages, tools)
    const use = turn.content.find((block) => block.type === 'tool_use')
    if (!use) return played
    const call = { name: use.name, input: use.input as Record<string, unknown> }
    played.push(call)
    if (call.name === 'resolve' || call.name === 'escalate') return played
    const { content, isError = false } = answer(call)
    messages.push({ role: 'assistant', content: turn.content }, resultsOf(turn, use.id, content, isError))
  }
  return played
}

export const setFaults = (url: string, faults: unknown[]): Promise<Response> =>
  fetch(`${url}/_sandbox/faults`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(faults),
  })
