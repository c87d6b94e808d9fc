import type { Side } from './side.ts'
import type { World } from './world.ts'

/** Throws unless all sides give each input of the world the same effect, and both effects occur. */
export function crossCheck(world: World, sides: readonly Side[]): { permitted: number } {
  const [first, ...others] = sides
  if (first === undefined) throw new Error('no sides')
  let permitted = 0
  for (const [place, input] of world.inputs.entries()) {
    const permits = first.permits(place)
    if (permits) permitted += 1
    for (const other of others)
      if (other.permits(place) !== permits)
        throw new Error(
          `${first.name} and ${other.name} differ at ${world.size} rules on ${JSON.stringify(input)}`,
        )
  }
  if (permitted === 0 || permitted === world.inputs.length) throw new Error('all inputs have the same effect')
  return { permitted }
}
