/** Why a line is not on its list, beside the codes of the gate. */
export const asideCodes = ['duplicate', 'taken_out'] as const

/** One line as people are shown it; sealed with the request's key. */
export interface SealedLine {
  /** Ordinal among the lines that were given, from 1. */
  line: number
  /** As it was written; nobody's word. */
  written: string
  params: Record<string, unknown>
  /** What it was written as, by `target` or `params.<name>`, where code found the id for it; absent: the target as `written`. */
  asWritten?: Record<string, string> | undefined
  /** What the line names, as the platform resolved it: its target, or the object of the list's parameter. Null: set aside before. */
  target: {
    email: string | null
    name: string | null
    department: string | null
    status: string | null
    privileged: boolean
    labels: string[]
  } | null
  /** Made by code from resolved facts. */
  sentence: string | null
  /** What policy says of this line, in a form that is equal for lines that are alike; null: set aside before that. */
  decided: { effect: string; rules: string[] } | null
  /** For a line that was set aside: what is wrong with it, in the words of the code. */
  reason: string | null
}

/** Everything of a list that is content. */
export interface SealedList {
  purpose: string
  /** Where the lines come from: the model named them, or they came with the request. */
  from: 'model' | 'request'
  /** Columns of the request's list that say nothing to the action. */
  ignored: string[]
  /** The parameter that the lines name, where they have one target; absent: they name the targets. */
  over?: string | undefined
  lines: SealedLine[]
}

/** Its name in the request's scratch. */
export const listLinesName = (list: number): string => `bulk/${list}/lines`
