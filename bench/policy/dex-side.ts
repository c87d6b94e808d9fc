import { catalog } from '#catalog/index.ts'
import type { Decision } from '#contract/decision.ts'
import type { Bundle, SourceFile } from '#policy/bundle.ts'
import { createDecider } from '#policy/decide.ts'
import { loadBundle } from '#policy/load.ts'
import { at, type Side } from './side.ts'
import type { Department, World } from './world.ts'
import { bulkMaxOfAll } from './world.ts'

/** Six layers of YAML: a document for each layer, and one for each department in a file of its own. */
export const dexFiles = ({ departments }: World): SourceFile[] => [
  ...common.map(([layer, when]) => ({ path: `${layer}.yaml`, text: commonText(layer, when) })),
  ...departments.map((department) => ({
    path: `departments/${department.id}.yaml`,
    text: departmentText(department),
  })),
]

export const dexBundle = (world: World): Bundle => loadBundle({ operator: dexFiles(world) }, catalog)

export function dexSide(world: World): Side {
  const decide = createDecider(dexBundle(world), { catalog })
  const { inputs } = world
  return { name: 'dex', permits: (place) => permitted(decide(at(inputs, place))) }
}

/** The whole decision is made before it is looked at: the trace of all six layers. */
function permitted(decision: Decision): boolean {
  if (decision.layers.length !== 6) throw new Error('a decision without all six layers')
  return decision.effect === 'permit'
}

const common = [
  ['global', 'channel != "go"'],
  ['tenant', 'requester.verified'],
  ['target', '!("break-glass" in target.labels)'],
  ['action', 'provenance.target != "model"'],
  ['runtime', `runtime.bulk.size <= ${bulkMaxOfAll}`],
] as const

const head = (layer: string, scope = ''): string =>
  `apiVersion: dex/v1\nkind: Policy\nlayer: ${layer}\n${scope}rules:\n`

const commonText = (layer: string, when: string): string =>
  `${head(layer)}  - id: common-${layer}\n    effect: allow\n    actions: ["okta.user.*"]\n    when: '${when}'\n`

const departmentText = ({ id, allows }: Department): string =>
  [
    head('department', `scope: { department: ${id} }\n`),
    ...allows.map(
      ({ action, bulkMax }) =>
        `  - id: ${id}-${action}\n    effect: allow\n    actions: [${action}]\n    when: 'target.department == "${id}" && runtime.bulk.size <= ${bulkMax}'\n    because: ${id} looks after its own people, a few at a time\n`,
    ),
    `  - id: ${id}-privileged\n    effect: deny\n    actions: ["okta.user.*"]\n    when: target.privileged && runtime.bulk.size > 1\n    because: privileged accounts of ${id} are changed one by one\n`,
  ].join('')
