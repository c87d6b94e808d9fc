import type { Scope } from '../bundle.ts'
import { bitsOf } from './fact-bits.ts'
import { flat } from '../flat.ts'
import type { Facts, Subject } from './input.ts'

type Kind = 'label' | 'requester' | 'target' | 'tenant' | 'type' | 'platform'

/** By the most telling key of a scope: what stands under which value of that key. */
export interface ScopeTable<Item> {
  kind: Kind
  /** Of the fact that the key asks for; 0 where it is always there. */
  absentBit: number
  byValue: ReadonlyMap<string, readonly Item[]>
  /** What stands under any value. */
  all: readonly Item[]
}

const absentBits: Readonly<Record<Kind, number>> = {
  label: bitsOf(['target.labels']),
  requester: bitsOf(['requester.department']),
  target: bitsOf(['target.department']),
  tenant: 0,
  type: 0,
  platform: 0,
}

/** Null where the scope has no key. */
export function selectorOf(scope: Scope): { kind: Kind; value: string } | null {
  if (scope.label !== undefined) return { kind: 'label', value: scope.label }
  if (scope.department !== undefined) return { kind: scope.of ?? 'requester', value: scope.department }
  if (scope.tenant !== undefined) return { kind: 'tenant', value: scope.tenant }
  if (scope.type !== undefined) return { kind: 'type', value: scope.type }
  return scope.platform === undefined ? null : { kind: 'platform', value: scope.platform }
}

/** The scope is its selector and nothing else: what is found by it matches or is unknown, and need not be matched again. */
export const isExact = (scope: Scope): boolean =>
  Object.keys(scope).filter((key) => key !== 'of').length === 1

/** One table for each kind of selector that occurs; `items` have one each. */
export function scopeTables<Item>(items: readonly (readonly [Scope, Item])[]): ScopeTable<Item>[] {
  const kinds = new Map<Kind, Map<string, Item[]>>()
  for (const [scope, item] of items) {
    const selector = selectorOf(scope)
    if (selector === null) continue
    const byValue = kinds.get(selector.kind) ?? new Map<string, Item[]>()
    kinds.set(selector.kind, byValue)
    const existing = byValue.get(selector.value)
    if (existing === undefined) byValue.set(flat(selector.value), [item])
    else existing.push(item)
  }
  return [...kinds].map(([kind, byValue]) => ({
    kind,
    absentBit: absentBits[kind],
    byValue,
    all: [...byValue.values()].flat(),
  }))
}

const none: readonly never[] = []

/** INVARIANT: leaves out only items of which a present fact fails to match the selector. */
export function lookUp<Item>(
  { kind, absentBit, byValue, all }: ScopeTable<Item>,
  facts: Facts,
  subject: Subject,
  absent: number,
): readonly Item[] {
  if ((absent & absentBit) !== 0) return all
  if (kind !== 'label') return byValue.get(valueOf(kind, facts, subject)) ?? none
  const { labels } = subject
  const [first] = labels
  if (first === undefined) return none
  if (labels.length === 1) return byValue.get(first) ?? none
  return [...new Set(labels)].flatMap((label) => byValue.get(label) ?? none)
}

function valueOf(kind: Exclude<Kind, 'label'>, facts: Facts, subject: Subject): string {
  if (kind === 'requester') return facts.requester.department
  if (kind === 'target') return subject.department
  if (kind === 'tenant') return facts.tenant
  return kind === 'type' ? subject.type : subject.platform
}
