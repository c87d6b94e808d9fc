import type { Model, ModelBlock, ModelRequest, ModelTurn } from '#contract/model.ts'

const pausesMax = 3
const maxTokensCeiling = 16_384

/**
 * One whole turn where the provider stops half way: a pause is gone on from with what came so far, and an answer cut at its
 * length is asked for once more with room. Usage is of all calls together. What still is not whole comes back as it is.
 */
export async function wholeTurn(model: Model, request: ModelRequest): Promise<ModelTurn> {
  let turn = await model.turn(request)
  let before: ModelBlock[] = []
  for (let pauses = 0; turn.stopReason === 'pause_turn' && pauses < pausesMax; pauses += 1) {
    before = [...before, ...turn.content]
    const soFar = { role: 'assistant', content: before } as const
    const next = await model.turn({ ...request, messages: [...request.messages, soFar] })
    turn = { ...next, usage: sum(turn.usage, next.usage) }
  }
  if (turn.stopReason === 'max_tokens' && request.maxTokens < maxTokensCeiling) {
    const next = await model.turn({ ...request, maxTokens: maxTokensCeiling })
    return { ...next, usage: sum(turn.usage, next.usage) }
  }
  return { ...turn, content: [...before, ...turn.content] }
}

const sum = (left: ModelTurn['usage'], right: ModelTurn['usage']): ModelTurn['usage'] => ({
  inputTokens: left.inputTokens + right.inputTokens,
  outputTokens: left.outputTokens + right.outputTokens,
  cacheReadTokens: left.cacheReadTokens + right.cacheReadTokens,
  cacheWriteTokens: left.cacheWriteTokens + right.cacheWriteTokens,
})
