import { preparsePolicySet, statefulIsAuthorized } from '@cedar-policy/cedar-wasm/nodejs'
import type { DecisionInput } from '#contract/decision.ts'
import { at, type Side } from './side.ts'
import type { Department, World } from './world.ts'
import { bulkMaxOfAll } from './world.ts'

/**
 * Cedar: what a layer asks of everyone is a `forbid … unless`; a department is a group, named in the scope of its
 * policies, as Cedar's guide recommends. The policies are parsed before; requests are made before, as objects.
 */
export function cedarSide(world: World): Side {
  const id = `bench-${world.size}`
  const parsed = preparsePolicySet(id, {
    staticPolicies: [...common, ...world.departments.map(policiesOf)].join('\n'),
  })
  if (parsed.type !== 'success') throw new Error(`cedar: ${parsed.errors[0]?.message}`)
  const calls = world.inputs.map((input) => callOf(id, input))
  return {
    name: 'cedar',
    permits: (place) => {
      const answer = statefulIsAuthorized(at(calls, place))
      if (answer.type !== 'success' || answer.response.diagnostics.errors.length > 0)
        throw new Error('cedar: the evaluation erred')
      return answer.response.decision === 'allow'
    },
  }
}

const forbidUnless = (condition: string): string =>
  `forbid(principal, action, resource) unless { ${condition} };`

const common = [
  'context.channel != "go"',
  'principal.verified',
  '!(resource.labels.contains("break-glass"))',
  'context.provenance != "model"',
  `context.bulk <= ${bulkMaxOfAll}`,
].map(forbidUnless)

const policiesOf = ({ id, allows }: Department): string =>
  [
    ...allows.map(
      ({ action, bulkMax }) =>
        `permit(principal in Department::"${id}", action == Action::"${action}", resource) when { resource.department == "${id}" && context.bulk <= ${bulkMax} };`,
    ),
    `forbid(principal in Department::"${id}", action, resource) when { resource.privileged && context.bulk > 1 };`,
  ].join('\n')

function callOf(id: string, input: DecisionInput): Parameters<typeof statefulIsAuthorized>[0] {
  const { requester, target, provenance, runtime } = input
  const principal = { type: 'User', id: requester.id ?? '' }
  const resource = { type: 'Account', id: target.id ?? '' }
  const department = { type: 'Department', id: requester.department ?? '' }
  return {
    principal,
    resource,
    action: { type: 'Action', id: input.action },
    context: {
      channel: input.channel,
      provenance: provenance['target'] ?? 'model',
      bulk: runtime.bulk?.size ?? 1,
    },
    preparsedPolicySetId: id,
    entities: [
      { uid: principal, attrs: { verified: requester.verified ?? false }, parents: [department] },
      {
        uid: resource,
        attrs: {
          department: target.department ?? '',
          privileged: target.privileged ?? false,
          labels: target.labels ?? [],
        },
        parents: [],
      },
      { uid: department, attrs: {}, parents: [] },
    ],
  }
}
