import type { ChangedState } from './action.ts'

/** What it takes to put back what stood before a change; sealed under a key of its own. */
export interface KeptUndo {
  /** Of the change. */
  params: Record<string, unknown>
  before: ChangedState
  /** Null until the change was seen. */
  after: ChangedState | null
  /** On the same target. */
  reverse: { action: string; params: Record<string, unknown> }
}

/** What a request does that takes something back; part of what was asked, sealed with it. */
export interface TakesBack {
  action: string
  target: string | null
  params: Record<string, unknown>
}

/** As people see it before they decide. */
export interface BackView {
  /** What stands of what would change; null: it could not be read. */
  before: Record<string, unknown> | null
  /** Of the action that takes it back; null: nothing puts back exactly what stands. */
  params: Record<string, unknown> | null
  /** How long what stood is kept once it is done; null: it is not. */
  keep: string | null
}
