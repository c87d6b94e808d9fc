import type { DecisionInput, ObjectFacts, TargetFacts } from '#contract/decision.ts'

export interface NaiveRule {
  id: string
  effect: 'allow' | 'deny' | 'require'
  actions: string[]
  when?: string
  mode?: 'enforce' | 'shadow'
  obligations?: {
    approval?: { by: { role: string }; quorum: number }
    limit?: { max: number; per: string; by: string }
    justification?: true
  }
}
export interface NaiveDoc {
  layer: string
  scope: Record<string, string>
  rules: NaiveRule[]
}

export type Target = TargetFacts | ObjectFacts
/** A condition of the generated bundles: the facts it names, and what it means, said without CEL. */
interface NaiveCondition {
  names: string[]
  holds: (input: DecisionInput, target: Target) => boolean
}

const objectFact = (input: DecisionInput, test: (object: ObjectFacts) => boolean): boolean =>
  input.objects.some(test)

export const conditions: Record<string, NaiveCondition> = {
  'target.privileged': { names: ['target.privileged'], holds: (_, target) => target.privileged === true },
  'true || target.privileged': { names: ['target.privileged'], holds: () => true },
  '"vip" in target.labels': {
    names: ['target.labels'],
    holds: (_, target) => (target.labels ?? []).includes('vip'),
  },
  'target.department == requester.department': {
    names: ['target.department', 'requester.department'],
    holds: (input, target) => (target.department ?? '') === (input.requester.department ?? ''),
  },
  'requester.verified && channel == "ticket"': {
    names: ['requester.verified'],
    holds: (input) => input.requester.verified === true && input.channel === 'ticket',
  },
  'objects.exists(o, o.privileged)': {
    names: ['objects.privileged'],
    holds: (input) => objectFact(input, (object) => object.privileged === true),
  },
  '!action.write': { names: [], holds: (input) => input.action.endsWith('.read') },
  'provenance.target == "model"': {
    names: [],
    holds: (input) => (input.provenance.target ?? 'model') === 'model',
  },
  'runtime.bulk.size > 1': { names: [], holds: (input) => (input.runtime.bulk?.size ?? 1) > 1 },
  '10 / runtime.bulk.index > 2': {
    names: [],
    holds: (input) => {
      const index = input.runtime.bulk?.index ?? 0
      if (index === 0) throw new Error('division by zero')
      return Math.trunc(10 / index) > 2
    },
  },
  'runtime.now < timestamp("2026-06-01T00:00:00Z")': {
    names: ['runtime.now'],
    holds: (input) => Date.parse(input.runtime.now ?? '') < Date.UTC(2026, 5, 1),
  },
}

/** The fields of an approval that the generated rules leave at their defaults. */
export const untouched = {
  not: [],
  within: '24h',
  otherwise: 'escalate',
  always: false,
  authors: 'excluded',
  proof: [],
} as const
