import type { PolicyHistory } from '../api/operations.ts'

export interface Version {
  digest: string
  owner: 'operator' | 'tenant'
  at: string
  inForce: boolean
}

/** Every bundle that was asked for, once, the latest first. */
export function versionsOf({ inForce, operator, publications }: PolicyHistory): Version[] {
  const versions = new Map<string, Version>()
  const all = [
    ...publications.map(({ digest, owner, proposedAt }) => ({ digest, owner, at: proposedAt })),
    ...operator.map(({ digest, at }) => ({ digest, owner: 'operator', at })),
  ]
  for (const { digest, owner, at } of all) {
    const kind = owner === 'operator' ? 'operator' : 'tenant'
    const key = `${kind} ${digest}`
    if (!versions.has(key)) versions.set(key, { digest, owner: kind, at, inForce: inForce[kind] === digest })
  }
  return [...versions.values()].toSorted((one, other) => other.at.localeCompare(one.at))
}
