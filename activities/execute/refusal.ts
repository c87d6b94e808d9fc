import type { Code } from '#contract/codes.ts'

/** A call that cannot become an action at all: told to the model as a typed reason, counted as a denial. */
export class Refusal extends Error {
  readonly code: Code
  /** For the model: which path, what is wrong; made by code. */
  readonly reason: string

  constructor(code: Code, reason: string) {
    super(code)
    this.name = 'Refusal'
    this.code = code
    this.reason = reason
  }
}
