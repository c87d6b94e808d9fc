import type { World } from './world.ts'

/** An engine that knows the rules of one world; whatever can be prepared is prepared before. */
export interface Side {
  name: string
  /** Whether the input at this place is permitted. */
  permits: (at: number) => boolean
}

export type MakeSide = (world: World) => Side | Promise<Side>

/** The prepared requests of a side; asking for one that is not there is a fault of the bench. */
export function at<Item>(items: readonly Item[], place: number): Item {
  const item = items[place]
  if (item === undefined) throw new Error(`no input ${place}`)
  return item
}
