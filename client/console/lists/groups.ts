import type { ListLine } from '../api/operations.ts'

type Content = NonNullable<ListLine['content']>

/** What makes lines alike; where they live (department, name, address) does not. */
export type Trait = 'status' | 'admin rights' | 'labels' | 'parameters' | 'asked by policy'

export interface Group {
  key: string
  lines: ListLine[]
  traits: Readonly<Record<Trait, string>>
  /** In what it is not like the largest group. */
  unlike: ReadonlySet<Trait>
}

const none = 'none'

function traitsOf({ target, params, decided }: Content, over: string | null): Record<Trait, string> {
  const named = Object.entries(typeof params === 'object' && params !== null ? params : {}).filter(
    ([name]) => name !== over,
  )
  return {
    status: target?.status?.toLowerCase() ?? 'unknown',
    'admin rights': target?.privileged === true ? 'has admin rights' : none,
    labels: target?.labels.join(', ') || none,
    parameters:
      named
        .map(([name, value]) => `${name}: ${typeof value === 'string' ? value : JSON.stringify(value)}`)
        .join(', ') || none,
    'asked by policy': decided?.rules.join(', ') || none,
  }
}

/** Lines that are on a list, those that are alike together, the most first. `over`: what each line names, which is never alike. */
export function groupsOf(lines: readonly ListLine[], over: string | null): Group[] {
  const groups = new Map<string, Pick<Group, 'key' | 'lines' | 'traits'>>()
  for (const line of lines) {
    if (line.position === null || line.content === null) continue
    const traits = traitsOf(line.content, over)
    const key = JSON.stringify(traits)
    const group = groups.get(key) ?? { key, lines: [], traits }
    group.lines.push(line)
    groups.set(key, group)
  }
  const sorted = [...groups.values()].toSorted((one, other) => other.lines.length - one.lines.length)
  const usual = sorted[0]?.traits
  return sorted.map((group) => ({ ...group, unlike: differing(group.traits, usual) }))
}

function differing(traits: Group['traits'], usual: Group['traits'] | undefined): Set<Trait> {
  const names = Object.keys(traits) as Trait[]
  return new Set(usual ? names.filter((name) => traits[name] !== usual[name]) : [])
}
