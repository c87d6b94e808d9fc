import { catalog } from '#catalog/index.ts'
import type { ActionDefinition } from '#contract/action.ts'
import type { ModelTool } from '#contract/model.ts'
import { systemPrompt } from '#model/prompt.ts'
import { toolsFor } from '#model/tools.ts'
import type { Runbook } from '#policy/bundle.ts'
import { fromJson } from '#policy/json.ts'
import { uniteBundles } from '#policy/unite.ts'
import { type InForce, loadBundles } from '#store/bundles.ts'
import type { Tx } from '#store/database.ts'
import type { ThinkDeps } from '../deps.ts'
import { offeredActions } from './offered.ts'

/** What every turn of a request starts with: the same for the same offer, and made once. */
export interface Prompt {
  definitions: readonly ActionDefinition[]
  system: string
  tools: ModelTool[]
  /** In force, by id; `always` ones stand in `system`. */
  runbooks: ReadonlyMap<string, Runbook>
}

const createPrompt = (definitions: readonly ActionDefinition[], runbooks: readonly Runbook[]): Prompt => ({
  definitions,
  system: systemPrompt({ definitions, always: runbooks.filter(({ always }) => always) }),
  tools: toolsFor(definitions),
  runbooks: new Map(runbooks.map((runbook) => [runbook.id, runbook])),
})

export interface Prompts {
  /** What the model is offered: by the bundle in force, the channel, and the platforms that are connected. */
  of(tx: Tx, inForce: InForce, channel: string, platforms: readonly string[]): Promise<Prompt>
}

const keptMax = 32

/** Of one tenant; a newly published bundle or a newly connected platform makes another. */
export function createPrompts(deps: Pick<ThinkDeps, 'tenant'>): Prompts {
  const kept = new Map<string, Prompt>()
  return {
    async of(tx, inForce, channel, platforms) {
      const name = [inForce.operator, inForce.tenant, channel, ...platforms].join(' ')
      const standing = kept.get(name)
      if (standing) return standing
      const bodies = await loadBundles(deps.tenant, tx, inForce)
      const { rules, runbooks } =
        bodies.operator === null
          ? { rules: [], runbooks: [] }
          : uniteBundles(fromJson(bodies.operator), bodies.tenant && fromJson(bodies.tenant))
      const situation = { tenant: deps.tenant, channel, platforms: new Set(platforms) }
      const prompt = createPrompt(offeredActions(catalog.values(), rules, situation), runbooks)
      if (kept.size >= keptMax) kept.delete(kept.keys().next().value ?? '')
      kept.set(name, prompt)
      return prompt
    },
  }
}
