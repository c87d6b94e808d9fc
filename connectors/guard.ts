import { catalog } from '#catalog/index.ts'
import type { ActionDefinition } from '#contract/action.ts'
import type { ActionConnector, ConnectorCall } from '#contract/connector.ts'
import { DexError } from '#contract/error.ts'

/**
 * A platform's connectors, each behind its catalog entry. INVARIANT: nothing reaches the wire that the entry's schema
 * does not admit, about another kind of target, or naming an object that the gate has not resolved (T3). Throws
 * `params_invalid`, `target_not_found` or `fact_missing` with `mayHaveHappened: false`.
 */
export function guarded<Actions extends object>(actions: Actions): Actions {
  const entries = Object.entries<ActionConnector>(actions as Record<string, ActionConnector>)
  return Object.fromEntries(
    entries.map(([name, connector]) => [name, guard(definitionOf(name), connector)]),
  ) as Actions
}

function guard(definition: ActionDefinition, connector: ActionConnector): ActionConnector {
  const { happened } = connector
  return {
    execute: async (call) => connector.execute(checked(definition, call)),
    ...(happened && { happened: async (call) => happened.call(connector, checked(definition, call)) }),
  }
}

function checked<Call extends ConnectorCall>(definition: ActionDefinition, call: Call): Call {
  const parsed = definition.params.safeParse(call.params)
  if (!parsed.success) throw refused('params_invalid')
  if ((call.target?.type ?? null) !== (definition.target?.type ?? null)) throw refused('target_not_found')
  for (const { param, type } of definition.objects) {
    const id = parsed.data[param]
    if (id !== undefined && !call.objects.some((object) => object.type === type && object.id === id))
      throw refused('fact_missing')
  }
  return { ...call, params: parsed.data }
}

const refused = (code: 'params_invalid' | 'target_not_found' | 'fact_missing'): DexError =>
  new DexError(code, undefined, { extra: { mayHaveHappened: false } })

function definitionOf(name: string): ActionDefinition {
  const definition = catalog.get(name)
  if (definition === undefined) throw new DexError('action_unknown', `\`${name}\` is not in the catalog`)
  return definition
}
