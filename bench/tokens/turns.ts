import type { ModelMessage, ModelTool } from '#contract/model.ts'
import { askMessage } from '#model/prompt.ts'
import type { Investigation } from './investigate.ts'

export interface Turn {
  /** Of everything that the turn sends. */
  tokens: number
}

const charactersPerToken = 4

const tokensOf = (value: unknown): number => Math.ceil(JSON.stringify(value).length / charactersPerToken)

/** One turn a read, each with the whole conversation so far, and the last that ends it. */
export function turnsOf(
  fixed: { system: string; tools: ModelTool[] },
  found: readonly Investigation[],
  result: (each: Investigation) => unknown,
): Turn[] {
  const messages: ModelMessage[] = [
    askMessage({
      title: 'Cannot sign in',
      text: 'I cannot sign in since this morning, it says that something is wrong. Please help.',
      requesterEmail: 'somebody@acme.example',
      assurance: 'asserted',
      channel: 'ticket',
      date: '2026-11-23T10:00:00Z',
    }),
  ]
  const turns: Turn[] = [{ tokens: tokensOf([fixed, messages]) }]
  for (const [at, each] of found.entries()) {
    const id = `toolu_${at}`
    messages.push(
      { role: 'assistant', content: [{ type: 'tool_use', id, name: each.tool, input: each.input }] },
      {
        role: 'user',
        content: [
          {
            type: 'tool_result',
            toolUseId: id,
            content: JSON.stringify({ result: result(each) }),
            isError: false,
          },
        ],
      },
    )
    turns.push({ tokens: tokensOf([fixed, messages]) })
  }
  return turns
}
