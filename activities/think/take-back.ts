import { catalog } from '#catalog/index.ts'
import type { Code } from '#contract/codes.ts'
import type { Ask } from '#contract/request.ts'
import type { TurnOutcome } from '#contract/turn.ts'
import { bulkTool, resolveTool, toolNameOf } from '#model/tools.ts'
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
  const { takesBack, takesBackList } = ask
  const spoken = fresh.length > 0 || turns.some(({ instructions }) => instructions.length > 0)
  if ((takesBack === undefined && takesBackList === undefined) || spoken) return null
  if (turn > 1) return ending(results.get('result/1/0') as Told | undefined)
  if (takesBack === undefined) return takesBackList ? takingBackList(ask, takesBackList) : null
  const { action, target, params } = takesBack
  const purpose = ask.title
  const input = { ...(target !== null && { target }), ...params, purpose }
  const call = { index: 0, toolUseId: 'take-back', action, target, params, purpose }
  return {
    content: [{ type: 'tool_use', id: call.toolUseId, name: toolNameOf(action), input }],
    outcome: { kind: 'calls', calls: [call], problems: [] },
  }
}

function takingBackList(
  { title: purpose }: Ask,
  { action, lines }: NonNullable<Ask['takesBackList']>,
): Written {
  const over = overOf(action, lines)
  const call = { index: 0, toolUseId: 'take-back', action, targets: null, params: {}, purpose }
  const input = { action: toolNameOf(action), list: true, purpose, ...(over && { over }) }
  return {
    content: [{ type: 'tool_use', id: call.toolUseId, name: bulkTool, input }],
    outcome: { kind: 'list', call: { ...call, ...(over && { over }) } },
  }
}

/** Where all lines have one target, they are told apart by the one object that they name. */
function overOf(action: string, lines: NonNullable<Ask['takesBackList']>['lines']) {
  const [object, ...others] = catalog.get(action)?.objects ?? []
  const [first] = lines
  const same = lines.length > 1 && lines.every((each) => each.target === first?.target)
  return object && first && others.length === 0 && same
    ? { param: object.param, target: first.target }
    : undefined
}

function ending(told: Told | undefined): Written {
  const content = told?.content as
    | { denied?: unknown; readBack?: unknown; list?: { size: number; done: number } }
    | undefined
  const inPart = content?.list !== undefined && content.list.done < content.list.size
  if (!told || told.isError || inPart || content?.readBack === 'no') {
    const code: Code =
      content?.denied === 'undo_conflict' || content?.denied === 'undo_gone' ? content.denied : 'undo_refused'
    return { content: [], outcome: { kind: 'unusable', code } }
  }
  const summary = 'it stands as it did before'
  const outcome: TurnOutcome = { kind: 'resolve', toolUseId: 'taken-back', template: 'resolved', summary }
  const input = { template: 'resolved', summary }
  return { content: [{ type: 'tool_use', id: outcome.toolUseId, name: resolveTool, input }], outcome }
}
