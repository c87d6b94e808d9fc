import type { Decision, DecisionInput } from '#contract/decision.ts'
import type { LimitObligation } from '#policy/bundle.ts'

export interface Limit extends LimitObligation {
  rule: string
  perMs: number
}

/** A bundle made ready: what the gate asks of the PDP. */
export interface Deciding {
  /** Digest of the united bundle. */
  digest: string
  decide(input: DecisionInput): Decision
  /** Fact paths that the rules covering an action read. */
  facts(action: string): ReadonlySet<string>
  /** Everything that these rules read, by path. */
  read(rules: ReadonlySet<string>): readonly string[]
  /** Groups whose members may approve something, as rules name them: platform-qualified ids. */
  approverGroups: ReadonlySet<string>
  /** Enforced rules with a limit that cover an action. */
  limits(action: string): readonly Limit[]
}
