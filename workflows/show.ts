import { setCurrentDetails, upsertSearchAttributes } from '@temporalio/workflow'
import { defineSearchAttributeKey, SearchAttributeType } from '@temporalio/common'
import { searchAttributes } from '#contract/message-names.ts'
import type { RequestState } from './state.ts'

const statusKey = defineSearchAttributeKey(searchAttributes.status, SearchAttributeType.KEYWORD)
const actionsKey = defineSearchAttributeKey(searchAttributes.actions, SearchAttributeType.KEYWORD_LIST)
const riskKey = defineSearchAttributeKey(searchAttributes.risk, SearchAttributeType.KEYWORD)

/** An action as the search attributes show it: all names so far, and the risk of the last. */
interface ActionShown {
  actions: readonly string[]
  risk: string
}

/** Tells an operator in Temporal Web what the request does or waits for; states and action names only. */
export function showStatus(state: RequestState, status: string, details: string, action?: ActionShown): void {
  setCurrentDetails(details)
  const changed = state.status !== status
  state.status = status
  // One upsert for both: each is an event of its own, and a write to the visibility store.
  const pairs = [
    ...(changed ? [{ key: statusKey, value: status }] : []),
    ...(action ? actionPairs(action) : []),
  ]
  if (pairs.length > 0) upsertSearchAttributes(pairs)
}

export const showDetails = (details: string): void => setCurrentDetails(details)

const investigates = ({ turn }: RequestState): string => `investigates, turn ${turn}`

/** Right after an execution most requests are over: one that is not says so once the model has answered. */
export function showThinking(state: RequestState): void {
  if (state.status === 'executing') showDetails(investigates(state))
  else showInvestigating(state)
}

export function showInvestigating(state: RequestState): void {
  showStatus(state, 'investigating', investigates(state))
}

export function showAction(action: ActionShown): void {
  upsertSearchAttributes(actionPairs(action))
}

const actionPairs = ({ actions, risk }: ActionShown) => [
  { key: actionsKey, value: [...actions] },
  { key: riskKey, value: risk },
]
