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

/** A call that will not run, with the reason to tell the model in that call's tool result. */
export interface TurnProblem {
  toolUseId: string
  code: Code
  message: string
}

/**
 * What one model turn amounts to. With `calls`, every tool call of the turn is either in `calls` or in `problems`,
 * at most one of `calls` is a write, and one of the two lists is not empty.
 */
export type TurnOutcome =
  | { kind: 'calls'; calls: TurnCall[]; problems: TurnProblem[] }
  | { kind: 'resolve'; toolUseId: string; template: 'resolved' | 'declined'; summary: string }
  | { kind: 'escalate'; toolUseId: string; reason: string }
  | { kind: 'unusable'; code: Code }
