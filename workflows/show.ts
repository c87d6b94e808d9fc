import { setCurrentDetails, upsertSearchAttributes } from '@temporalio/workflow'
import { defineSearchAttributeKey, SearchAttributeType } from '@temporalio/common'
import { searchAttributes } from '#contract/messages.ts'
import type { RequestState } from './state.ts'

const statusKey = defineSearchAttributeKey(searchAttributes.status, SearchAttributeType.KEYWORD)
const actionsKey = defineSearchAttributeKey(searchAttributes.actions, SearchAttributeType.KEYWORD_LIST)
const riskKey = defineSearchAttributeKey(searchAttributes.risk, SearchAttributeType.KEYWORD)

/** Tells an operator in Temporal Web what the request does or waits for; states and action names only. */
export function showStatus(state: RequestState, status: string, details: string): void {
  setCurrentDetails(details)
  if (state.status === status) return
  state.status = status
  upsertSearchAttributes([{ key: statusKey, value: status }])
}

export function showAction(actions: readonly string[], risk: string): void {
  upsertSearchAttributes([
    { key: actionsKey, value: [...actions] },
    { key: riskKey, value: risk },
  ])
}
