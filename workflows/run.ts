import type { ExecuteOutcome, GateActivities, ThinkActivities } from '#activities/types.ts'
import type { RequestInput } from '#contract/messages.ts'
import type { InternalTemplate, ReplyTemplate } from '#contract/template.ts'
import type { Summarized } from './proxies.ts'
import type { RequestState } from './state.ts'

/** One request's run: what its parts share. */
export interface Run {
  request: string
  timing: RequestInput['timing']
  state: RequestState
  gate: Summarized<GateActivities>
  mind: Summarized<ThinkActivities>
  /** Action names so far, for the search attribute. */
  actions: Set<string>
}

export interface RequestEnd {
  status: 'resolved' | 'escalated' | 'cancelled'
  code: string | null
}

/** How a turn ended: go on, hand over with a code, or close. */
export type Next = { kind: 'go_on' } | { kind: 'escalate'; code: string } | { kind: 'closing' }

export const goOn: Next = { kind: 'go_on' }

/** The stable code that an activity failed with; codes are the only thing that crosses. */
export function failureCode(error: unknown): string {
  const cause = error instanceof Error ? error.cause : undefined
  const type = cause !== null && typeof cause === 'object' && 'type' in cause ? cause.type : undefined
  return typeof type === 'string' && /^[a-z_]+$/.test(type) ? type : 'internal'
}

export type Say =
  | { action: 'dex.reply.public'; template: ReplyTemplate }
  | {
      action: 'dex.reply.internal'
      template: InternalTemplate
    }

/**
 * Says a fixed text, through policy and gate like anything else. A request whose words cannot be said goes on: null
 * instead of an outcome, and the failure stands in the history.
 */
export async function say(run: Run, text: Say): Promise<ExecuteOutcome | null> {
  const { state, request } = run
  state.said += 1
  const call = { turn: state.turn, index: 1_000 + state.said, say: text }
  try {
    return await run.gate(`say ${text.template}`).execute({ request, call })
  } catch {
    return null
  }
}
