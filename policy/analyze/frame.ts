import type { FactTerms, Subject } from './facts.ts'
import type { Value } from './value.ts'
import type { World } from './world.ts'

/** Where a condition is evaluated. */
export interface Frame {
  world: World
  facts: FactTerms
  subject: Subject
  /** How many named objects there may be. */
  slots: number
  /** Places that could each need an object of their own. */
  objectPlaces: Set<string>
  /** Expressions outside the fragment: taken to be anything at all. */
  abstracted: Set<string>
  /** What a list expression's variable stands for. */
  bound: ReadonlyMap<string, Value | { kind: 'object'; slot: number }>
  /** Tells apart the same expression on different subjects and members. */
  at: string
}
