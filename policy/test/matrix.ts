import type { ActionDefinition } from '#contract/action.ts'
import { DecisionInput } from '#contract/decision.ts'
import { coversAny } from '../action-pattern.ts'
import { sampleObjects, sampleTarget } from '../sample/input.ts'
import { sampleParams } from '../sample/params.ts'
import type { MatrixTest, TestDocument } from '../schema/test-document.ts'

export interface Cell {
  principal: string
  /** Null for a targetless action. */
  target: string | null
  action: string
  input: DecisionInput
}

/**
 * The inputs of one test, in the order of its lists; `faults` say what in it names nothing. `tenant` is
 * whose bundle it is: its own rules are in force for no other.
 */
export function cellsOf(
  document: TestDocument,
  test: MatrixTest,
  catalog: ReadonlyMap<string, ActionDefinition>,
  tenant: string | null,
): { cells: Cell[]; faults: string[] } {
  const faults: string[] = []
  const cells: Cell[] = []
  const actions = new Map<string, ActionDefinition>()
  for (const pattern of test.actions) {
    const covered = [...catalog.values()].filter(({ name }) => coversAny([pattern], name))
    if (covered.length === 0) faults.push(`no action is covered by \`${pattern}\``)
    for (const action of covered) actions.set(action.name, action)
  }
  for (const name of test.principals)
    if (!Object.hasOwn(document.principals, name)) faults.push(`there is no principal \`${name}\``)
  for (const name of test.targets ?? [])
    if (!Object.hasOwn(document.targets ?? {}, name)) faults.push(`there is no target \`${name}\``)
  for (const principal of test.principals)
    for (const action of actions.values())
      for (const target of targetsFor(document, test, action)) {
        const input = inputOf(document, test, principal, action, target, tenant)
        if (input === null)
          faults.push(`\`${action.name}\` needs \`params\`: none that it takes could be made up`)
        else cells.push({ principal, target, action: action.name, input })
      }
  return { cells, faults: [...new Set(faults)] }
}

/** A target of another platform or type cannot occur with an action; a targetless action has none to choose. */
function targetsFor(document: TestDocument, test: MatrixTest, action: ActionDefinition): (string | null)[] {
  if (action.target === null) return [null]
  return (test.targets ?? []).filter((name) => {
    const target = document.targets?.[name]
    return target?.platform === action.platform && target.type === action.targetType
  })
}

function inputOf(
  document: TestDocument,
  test: MatrixTest,
  principal: string,
  action: ActionDefinition,
  target: string | null,
  tenant: string | null,
): DecisionInput | null {
  const params = test.params ?? sampleParams(action)
  if (params === null) return null
  const bulk = test.bulk ?? document.bulk
  return DecisionInput.parse({
    id: [principal, action.name, target ?? '-'].join(' '),
    tenant: test.tenant ?? document.tenant ?? tenant ?? 'acme',
    channel: test.channel ?? document.channel ?? 'ticket',
    requester: document.principals[principal] ?? {},
    action: action.name,
    target: (target === null ? null : document.targets?.[target]) ?? sampleTarget(action),
    objects: test.objects ?? sampleObjects(action),
    params,
    provenance: test.provenance ?? document.provenance ?? {},
    runtime: {
      now: test.now ?? document.now,
      zone: test.zone ?? document.zone ?? 'UTC',
      usage: test.usage ?? document.usage ?? {},
      ...(bulk && { bulk }),
    },
  })
}
