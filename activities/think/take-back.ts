import type { Code } from '#contract/codes.ts'
import type { TurnOutcome } from '#contract/turn.ts'
import { resolveTool, toolNameOf } from '#model/tools.ts'
import type { Told } from '../execute/tell.ts'
import type { StoredTurn, Transcript } from './transcript.ts'

type Written = Pick<StoredTurn, 'content' | 'outcome'>

/**
 * The turns of a request that takes something back: to the letter what a person asked for, and its end. No model has a part in it,
 * until a person of the team says how to go on.
 */
export function takingBack(
  { ask, turns, fresh, results }: Pick<Transcript, 'ask' | 'turns' | 'fresh' | 'results'>,
  turn: number,
): Written | null {
  const { takesBack } = ask
  const spoken = fresh.length > 0 || turns.some(({ instructions }) => instructions.length > 0)
  if (takesBack === undefined || spoken) return null
  if (turn > 1) return ending(results.get('result/1/0') as Told | undefined)
  const { action, target, params } = takesBack
  const purpose = ask.title
  const input = { ...(target !== null && { target }), ...params, purpose }
  const call = { index: 0, toolUseId: 'take-back', action, target, params, purpose }
  return {
    content: [{ type: 'tool_use', id: call.toolUseId, name: toolNameOf(action), input }],
    outcome: { kind: 'calls', calls: [call], problems: [] },
  }
}

function ending(told: Told | undefined): Written {
  const content = told?.content as { denied?: unknown; readBack?: unknown } | undefined
  if (!told || told.isError || content?.readBack === 'no') {
    const code: Code =
      content?.denied === 'undo_conflict' || content?.denied === 'undo_gone' ? content.denied : 'undo_refused'
    return { content: [], outcome: { kind: 'unusable', code } }
  }
  const summary = 'it stands as it did before'
  const outcome: TurnOutcome = { kind: 'resolve', toolUseId: 'taken-back', template: 'resolved', summary }
  const input = { template: 'resolved', summary }
  return { content: [{ type: 'tool_use', id: outcome.toolUseId, name: resolveTool, input }], outcome }
}
