import { createMongoAbility, type RawRuleOf, type MongoAbility } from '@casl/ability'
import type { DecisionInput } from '#contract/decision.ts'
import { at, type Side } from './side.ts'
import type { World } from './world.ts'
import { bulkMaxOfAll } from './world.ts'

type Rule = RawRuleOf<MongoAbility>

/** What a rule of CASL looks at: one flat object. */
interface Subject {
  requesterDepartment: string
  verified: boolean
  targetDepartment: string
  privileged: boolean
  labels: readonly string[]
  channel: string
  provenance: string
  bulk: number
}

/**
 * CASL finds rules by action and type of subject: the department is the type, so that it never looks at another's rules.
 * The last rule that matches decides. It answers yes or no, without a trace.
 */
export function caslSide(world: World): Side {
  const rules: Rule[] = []
  for (const { id, allows } of world.departments) {
    for (const { action, bulkMax } of allows)
      rules.push({ action, subject: id, conditions: { targetDepartment: id, bulk: { $lte: bulkMax } } })
    rules.push({
      action: 'manage',
      subject: id,
      inverted: true,
      conditions: { privileged: true, bulk: { $gt: 1 } },
    })
  }
  for (const conditions of common)
    rules.push({ action: 'manage', subject: 'all', inverted: true, conditions })
  const ability = createMongoAbility(rules, {
    detectSubjectType: (subject) => (subject as unknown as Subject).requesterDepartment,
  })
  const subjects = world.inputs.map((input) => ({ action: input.action, subject: subjectOf(input) }))
  return {
    name: 'casl',
    permits: (place) => {
      const { action, subject } = at(subjects, place)
      return ability.can(action, subject)
    },
  }
}

const common = [
  { channel: 'go' },
  { verified: false },
  { labels: 'break-glass' },
  { provenance: 'model' },
  { bulk: { $gt: bulkMaxOfAll } },
]

const subjectOf = ({ requester, target, channel, provenance, runtime }: DecisionInput): Subject => ({
  requesterDepartment: requester.department ?? '',
  verified: requester.verified ?? false,
  targetDepartment: target.department ?? '',
  privileged: target.privileged ?? false,
  labels: target.labels ?? [],
  channel,
  provenance: provenance['target'] ?? 'model',
  bulk: runtime.bulk?.size ?? 1,
})
