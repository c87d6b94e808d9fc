import type { Environment, ParseResult } from '@marcbachmann/cel-js'
import type { ActionDefinition } from '#contract/action.ts'
import type { Direct } from './direct.ts'
import { directOf } from './direct.ts'
import { actionEnvironment, baseEnvironment } from './environment.ts'
import type { Fault } from './fault.ts'
import { admit } from './fragment.ts'
import type { ParamsBinding, ParamType } from './params.ts'
import { paramsType } from './params.ts'
import type { Reads } from './reads.ts'
import { readsOf } from './reads.ts'
import type { Context } from './views.ts'

/** A condition that was checked. `run` throws where the evaluation errs. */
export interface Condition {
  run: (context: Context) => boolean
  /** The same without a context, where the condition allows it. */
  direct: Direct | null
  reads: Reads
}

export type Compiled = { ok: true; condition: Condition } | { ok: false; faults: Fault[] }

export interface Conditions {
  /** Checks and compiles a condition for one action; the same text is compiled once. */
  compile: (text: string, action: ActionDefinition) => Compiled
  /** Whether the result may differ from action to action. */
  dependsOnAction: (text: string) => boolean
  /** From parsed parameters to what conditions of that action see. */
  paramsView: (action: ActionDefinition, params: unknown) => unknown
}

interface ForAction {
  environment: Environment
  params: ParamsBinding
  type: ParamType
  compiled: Map<string, Compiled>
}

/** Keeps what it compiled, for as long as it lives itself. */
export function createConditions(): Conditions {
  const base = baseEnvironment()
  const common = new Map<string, Compiled>()
  const actions = new Map<ActionDefinition, ForAction>()

  const forAction = (action: ActionDefinition): ForAction => {
    const existing = actions.get(action)
    if (existing !== undefined) return existing
    const type = paramsType(action)
    const made = { ...actionEnvironment(base, type), type, compiled: new Map<string, Compiled>() }
    actions.set(action, made)
    return made
  }
  const dependsOnAction = (text: string): boolean => text.includes('params')
  const once = (cache: Map<string, Compiled>, text: string, make: () => Compiled): Compiled => {
    const existing = cache.get(text)
    if (existing !== undefined) return existing
    const made = make()
    cache.set(text, made)
    return made
  }
  return {
    dependsOnAction,
    paramsView: (action, params) => forAction(action).params.view(params),
    compile: (text, action) => {
      if (!dependsOnAction(text)) return once(common, text, () => compileIn(base, text, null))
      const own = forAction(action)
      return once(own.compiled, text, () => compileIn(own.environment, text, own.type))
    },
  }
}

/** What a condition reads, without any action: for `factsFor`. Null when it cannot be parsed. */
export function readsOfText(environment: Environment, text: string): Reads | null {
  try {
    return readsOf(environment.parse(text).ast, null)
  } catch {
    return null
  }
}

function compileIn(environment: Environment, text: string, type: ParamType | null): Compiled {
  let parsed: ParseResult
  try {
    parsed = environment.parse(text)
  } catch (error) {
    return { ok: false, faults: [celFault('cel_syntax', error, 'mend the expression')] }
  }
  const direct = directOf(parsed.ast)
  const directReads = direct === null ? null : readsOf(parsed.ast, type)
  if (directReads?.faults.length === 0)
    return { ok: true, condition: { run: runnerOf(environment, text, null), direct, reads: directReads } }
  const outside = admit(parsed.ast)
  if (outside.length > 0) return { ok: false, faults: outside }
  const reads = readsOf(parsed.ast, type)
  if (reads.faults.length > 0 && !reads.faults.every((fault) => fault.code === 'cel_path'))
    return { ok: false, faults: reads.faults }
  const checked = parsed.check()
  if (!checked.valid)
    return { ok: false, faults: [celFault('cel_type', checked.error, mendOf(checked.error))] }
  if (checked.type !== 'bool')
    return {
      ok: false,
      faults: [
        {
          code: 'cel_type',
          offset: 0,
          message: `the condition is of type ${checked.type ?? 'unknown'}, not bool`,
          mend: 'write a comparison',
        },
      ],
    }
  if (reads.faults.length > 0) return { ok: false, faults: reads.faults }
  return { ok: true, condition: { run: runnerOf(environment, text, parsed), direct: null, reads } }
}

/** What is evaluated directly is not kept as a tree beside it: most of a bundle's memory would be that. */
function runnerOf(environment: Environment, text: string, parsed: ParseResult | null): Condition['run'] {
  let tree = parsed
  return (context) => {
    if (tree === null) {
      tree = environment.parse(text)
      admit(tree.ast)
      tree.check()
    }
    const outcome: unknown = tree(context)
    if (typeof outcome !== 'boolean') throw new TypeError('the condition did not come out as a boolean')
    return outcome
  }
}

function celFault(code: string, error: unknown, mend: string): Fault {
  const { summary, range } = error as { summary?: string; range?: { start: number } }
  const message = summary ?? (error instanceof Error ? error.message : 'cannot be read')
  const unknown = code === 'cel_type' && message.startsWith('Unknown variable')
  return {
    code: unknown ? 'cel_unknown_variable' : code,
    offset: range?.start ?? 0,
    message: message.charAt(0).toLowerCase() + message.slice(1),
    mend,
  }
}

function mendOf(error: unknown): string {
  const message = (error as { summary?: string } | undefined)?.summary ?? ''
  if (message.startsWith('Unknown variable'))
    return 'use one of tenant, channel, requester, action, target, params, runtime, objects, provenance'
  if (message.startsWith('No such key')) return 'see the fields in docs/policy.md'
  return 'mend the types; compare like with like'
}
