export interface Problem {
  variable: string
  /** The class of value that may stand there; never the value that did. */
  expected: string
  mend: string
}

export type Values = Record<string, unknown>
