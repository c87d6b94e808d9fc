import { newEnforcer, newModelFromString } from 'casbin'
import type { DecisionInput } from '#contract/decision.ts'
import { at, type Side } from './side.ts'
import type { World } from './world.ts'
import { bulkMaxOfAll } from './world.ts'

const model = `
[request_definition]
r = department, action, facts
[policy_definition]
p = department, action, condition, eft
[policy_effect]
e = some(where (p.eft == allow)) && !some(where (p.eft == deny))
[matchers]
m = (p.department == "*" || r.department == p.department) && (p.action == "*" || r.action == p.action) && holds(p.condition, r.facts)
`

type Condition = (input: DecisionInput) => boolean

/**
 * Casbin: attributes in the matcher, and conditions as JavaScript functions called by name after department and action
 * have matched: its own `eval()` would compile a text for every rule it looks at. Denies stand first, where it stops.
 */
export async function casbinSide(world: World): Promise<Side> {
  const conditions = new Map(common)
  const denies = common.filter(([name]) => name !== 'privileged').map(([name]) => ['*', '*', name, 'deny'])
  const allows: string[][] = []
  for (const { id, allows: allowed } of world.departments) {
    denies.push([id, '*', 'privileged', 'deny'])
    for (const { action, bulkMax } of allowed) {
      const name = `${id}-${action}`
      conditions.set(name, ({ target, runtime }) => target.department === id && bulkOf(runtime) <= bulkMax)
      allows.push([id, action, name, 'allow'])
    }
  }
  const enforcer = await newEnforcer(newModelFromString(model))
  await enforcer.addFunction(
    'holds',
    (name: string, input: DecisionInput) => conditions.get(name)?.(input) ?? false,
  )
  await enforcer.addPolicies([...denies, ...allows])
  const { inputs } = world
  return {
    name: 'casbin',
    permits: (place) => {
      const input = at(inputs, place)
      return enforcer.enforceSync(input.requester.department, input.action, input)
    },
  }
}

const bulkOf = (runtime: DecisionInput['runtime']): number => runtime.bulk?.size ?? 1

const common: readonly [string, Condition][] = [
  ['channel', ({ channel }) => channel === 'go'],
  ['unverified', ({ requester }) => requester.verified !== true],
  ['break-glass', ({ target }) => target.labels?.includes('break-glass') ?? false],
  ['model', ({ provenance }) => provenance['target'] === 'model'],
  ['bulk', ({ runtime }) => bulkOf(runtime) > bulkMaxOfAll],
  ['privileged', ({ target, runtime }) => target.privileged === true && bulkOf(runtime) > 1],
]
