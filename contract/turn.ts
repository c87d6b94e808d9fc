import type { Code } from './codes.ts'

/** One action that the model asks for, its parameters already parsed against the catalog's schema. */
export interface TurnCall {
  /** Position among the turn's tool calls, from 0. */
  index: number
  toolUseId: string
  /** Catalog name. */
  action: string
  /** The target's id as the model wrote it; null for targetless actions. A claim: the gate resolves it. */
  target: string | null
  params: Record<string, unknown>
  /** The model's own words, at most 500 characters; shown as such, never relied on. */
  purpose: string
}

/** One action many times: a list, decided line by line and approved as a whole. */
export interface TurnList {
  index: number
  toolUseId: string
  /** Catalog name. */
  action: string
  /** Addresses or ids as the model wrote them, claims all; null: the lines of the list that came with the request. */
  targets: string[] | null
  /** Where the lines name this parameter of one target, such as the new members of a group; absent: they name the targets. */
  over?: { param: string; target: string } | undefined
  /** The same for every line; a column of the request's list that is named as a parameter wins over it. */
  params: Record<string, unknown>
  purpose: string
}

/** A call that will not run, with the reason to tell the model in that call's tool result. */
export interface TurnProblem {
  toolUseId: string
  code: Code
  message: string
}

/** A tool result that a statement rests on, by the `ref` it was shown under: `<turn>.<index of the call>`. */
export interface Evidence {
  ref: string
  /** The model's own words for what it shows. */
  shows: string
}

/** What the model supposes and why, apart from its free text: shown to people, relied on by nothing. */
export interface TurnPlan {
  toolUseId: string
  hypothesis: string
  /** Only of results that exist; what was named beside them is counted in `unfounded`. */
  evidence: Evidence[]
  unfounded: number
  /** Ids of runbooks that it follows, of those that it was shown; others count in `unfounded` too. Absent: none. */
  runbooks?: string[] | undefined
  /** What it means to do next, in order. */
  next: string[]
}

export const escalationCategories = [
  'access',
  'account',
  'device',
  'mail',
  'security',
  'hardware',
  'out_of_scope',
  'other',
] as const
export type EscalationCategory = (typeof escalationCategories)[number]

/**
 * What one model turn amounts to. With `calls` (reads, and at most one write, which is the proposal), every tool call of the
 * turn is either in `calls` or in `problems`, and one of the two lists is not empty. `list` is one action on many. `ask` is a question to the requester,
 * an action that policy decides on like any other; `wait` ends at its time or as soon as somebody writes. Any of them may
 * come with a plan.
 */
export type TurnOutcome = { plan?: TurnPlan | undefined } & (
  | { kind: 'calls'; calls: TurnCall[]; problems: TurnProblem[] }
  | { kind: 'list'; call: TurnList }
  | { kind: 'ask'; call: TurnCall }
  | { kind: 'wait'; toolUseId: string; minutes: number; reason: string }
  | { kind: 'resolve'; toolUseId: string; template: 'resolved' | 'declined'; summary: string }
  | {
      kind: 'escalate'
      toolUseId: string
      reason: string
      category: EscalationCategory
      /** What a colleague would do next. */
      next: string[]
    }
  | { kind: 'unusable'; code: Code }
)
