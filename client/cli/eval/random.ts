import { createHash } from 'node:crypto'

/** Numbers from 0 up to 1 that a seed and a name decide, the same on every machine. */
export function createRandom(seed: number, name: string): () => number {
  let count = 0
  return () => {
    count += 1
    const digest = createHash('sha256')
      .update(JSON.stringify([seed, name, count]))
      .digest()
    return digest.readUInt32BE() / 2 ** 32
  }
}

export const pick = <Item>(items: readonly Item[], random: () => number): Item | undefined =>
  items[Math.floor(random() * items.length)]

export function shuffled<Item>(items: readonly Item[], random: () => number): Item[] {
  return items
    .map((item) => ({ item, at: random() }))
    .toSorted((one, other) => one.at - other.at)
    .map(({ item }) => item)
}
