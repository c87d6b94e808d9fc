import type { ActionDefinition } from '#contract/action.ts'
import type { DecisionInput } from '#contract/decision.ts'
import type { Encoded } from './encode.ts'
import type { Solve } from './solve.ts'
import { ask } from './solve.ts'
import type { Term } from './term.ts'
import { replayed } from './witness.ts'

/** `never` is a proof; `possible` comes with an input that the engine itself was asked about. */
export type Finding =
  | { answer: 'never' }
  | { answer: 'possible'; witness: DecisionInput }
  | { answer: 'unknown'; because: string[] }

/** About ten seconds of one question at the worst; nearly all take some hundredths. */
export const defaultEffort = 30_000_000

export interface Asking {
  solve: Solve
  /** Steps of the solver for one question; see `defaultEffort`. */
  effort: number
}

/**
 * Can there be an input under which `question` holds? `holds` asks the same of the engine. An answer that cannot be proved and
 * whose example cannot be replayed is unknown, and names the expressions that are outside the fragment.
 */
export async function find(asking: Asking, encoded: Encoded, question: Term, holds: Holds): Promise<Finding> {
  const [finding] = await findEach(asking, encoded, [encoded.action], question, holds)
  return finding ?? unknown(encoded, 'no action was asked about')
}

/** The same for each of some actions that policy asks the same question of; each gets an example of its own. */
export async function findEach(
  asking: Asking,
  encoded: Encoded,
  actions: readonly ActionDefinition[],
  question: Term,
  holds: Holds,
): Promise<Finding[]> {
  const answer = await ask(asking.solve, encoded, question, asking.effort)
  if (answer.found)
    return actions.map((action) => {
      const witness = replayed({ ...encoded, action }, answer.model, holds)
      return witness === null
        ? unknown(encoded, 'the example that was found could not be replayed')
        : { answer: 'possible', witness }
    })
  if (answer.unknown) return actions.map(() => unknown(encoded, 'the solver did not come to an answer'))
  return actions.map(() =>
    encoded.cut
      ? unknown(encoded, 'the conditions speak of more objects than were looked at')
      : { answer: 'never' },
  )
}

type Holds = (input: DecisionInput) => boolean

function unknown({ abstracted }: Encoded, otherwise: string): Finding {
  const expressions = [...abstracted].toSorted().map((text) => `\`${text}\``)
  return { answer: 'unknown', because: expressions.length > 0 ? expressions : [otherwise] }
}
