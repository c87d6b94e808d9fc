import { z } from 'zod'
import type { ActionDefinition } from '#contract/action.ts'
import type { Code } from '#contract/codes.ts'
import type { ModelTurn } from '#contract/model.ts'
import type { TurnCall, TurnOutcome, TurnPlan, TurnProblem } from '#contract/turn.ts'
import { visibleLine, visibleText } from './data.ts'
import {
  askAction,
  BulkInput,
  bulkTool,
  definitionsByTool,
  EscalateInput,
  escalateTool,
  PlanInput,
  planTool,
  ResolveInput,
  resolveTool,
  toolNameOf,
  WaitInput,
  waitTool,
} from './tools.ts'

/** Calls of one turn that are looked at; the others are told that they were too many. */
export const callsPerTurnMax = 8

const ToolUse = z.object({
  type: z.literal('tool_use'),
  id: z.string().regex(/^[a-zA-Z0-9_-]{1,200}$/),
  name: z.string(),
  input: z.unknown(),
})
type ToolUse = z.infer<typeof ToolUse>

const Arguments = z.record(z.string(), z.unknown())
const Own = z.object({ target: z.string().min(1).max(1_000).optional(), purpose: z.string().optional() })

const cut = (text: string, lengthMax: number): string => visibleText(text).slice(0, lengthMax)

const problem = (use: ToolUse, code: Code, message: string): TurnProblem => ({
  toolUseId: use.id,
  code,
  message: visibleLine(message, 1_000),
})

const issuesOf = (error: z.ZodError): string =>
  error.issues.map((issue) => `${issue.path.join('.') || 'input'}: ${issue.message}`).join('; ')

const unusable = (code: Code): TurnOutcome => ({ kind: 'unusable', code })

/** Null when the turn ended in a way that its tool calls can be taken as whole. */
function stopCode(turn: ModelTurn): Code | null {
  switch (turn.stopReason) {
    case 'tool_use':
    case 'end_turn':
      return null
    case 'refusal':
      return 'model_refused'
    case 'context_window':
      return 'budget_exhausted'
    default:
      return 'model_bad_answer'
  }
}

/** Null where a call cannot be answered by its id: then the whole conversation could not go on. */
function toolUses(content: unknown): ToolUse[] | null {
  if (!Array.isArray(content)) return null
  const uses: ToolUse[] = []
  for (const block of content as unknown[]) {
    if (typeof block !== 'object' || block === null || (block as { type?: unknown }).type !== 'tool_use')
      continue
    const parsed = ToolUse.safeParse(block)
    if (!parsed.success || uses.some((use) => use.id === parsed.data.id)) return null
    uses.push(parsed.data)
  }
  return uses
}

function readCall(use: ToolUse, index: number, definition: ActionDefinition): TurnCall | TurnProblem {
  const input = Arguments.safeParse(use.input)
  if (!input.success) return problem(use, 'params_invalid', 'the input is not an object')
  const own = Own.safeParse(input.data)
  if (!own.success) return problem(use, 'params_invalid', issuesOf(own.error))
  const { target: _target, purpose: _purpose, ...rest } = input.data
  const target = own.data.target ?? null
  if (definition.target === null && target !== null)
    return problem(use, 'params_invalid', `target: \`${definition.name}\` takes none`)
  if (definition.target !== null && target === null)
    return problem(use, 'params_invalid', `target: missing, give the ${definition.target.describe}`)
  const params = definition.params.safeParse(rest)
  if (!params.success) return problem(use, 'params_invalid', issuesOf(params.error))
  const purpose = visibleLine(own.data.purpose ?? '', 500)
  return { index, toolUseId: use.id, action: definition.name, target, params: params.data, purpose }
}

function readResolve(use: ToolUse): TurnOutcome {
  const input = ResolveInput.safeParse(use.input)
  if (!input.success)
    return { kind: 'calls', calls: [], problems: [problem(use, 'params_invalid', issuesOf(input.error))] }
  const { template, summary } = input.data
  return { kind: 'resolve', toolUseId: use.id, template, summary: cut(summary, 4_000) }
}

/** Handing over is always understood, however badly it is put: a person looks, nothing changes. */
function readEscalate(use: ToolUse): TurnOutcome {
  const input = EscalateInput.safeParse(use.input)
  const { reason = '', category = 'other', next = [] } = input.success ? input.data : {}
  return {
    kind: 'escalate',
    toolUseId: use.id,
    reason: cut(reason, 4_000),
    category,
    next: next.map((step) => visibleLine(step, 500)),
  }
}

function readWait(use: ToolUse): TurnOutcome {
  const input = WaitInput.safeParse(use.input)
  if (!input.success)
    return { kind: 'calls', calls: [], problems: [problem(use, 'params_invalid', issuesOf(input.error))] }
  const { minutes, reason } = input.data
  return { kind: 'wait', toolUseId: use.id, minutes, reason: visibleLine(reason, 500) }
}

/** Parameters and targets are checked line by line at the gate, where each is resolved. */
function readBulk(use: ToolUse, definitions: readonly ActionDefinition[]): TurnOutcome {
  const refuse = (code: Code, message: string): TurnOutcome => ({
    kind: 'calls',
    calls: [],
    problems: [problem(use, code, message)],
  })
  const input = BulkInput.safeParse(use.input)
  if (!input.success) return refuse('params_invalid', issuesOf(input.error))
  const { action, targets = null, list = false, over, params = {}, purpose } = input.data
  const definition =
    definitionsByTool(definitions).get(action) ?? definitions.find((each) => each.name === action)
  if (!definition) return refuse('action_unknown', `there is no tool \`${visibleLine(action, 64)}\``)
  if (!definition.write || definition.target === null || definition.platform === 'dex')
    return refuse('params_invalid', 'action: a list takes one that changes something on a target')
  if ((targets === null) === !list) return refuse('params_invalid', 'give either `targets` or `list`')
  if (over && !Object.hasOwn(definition.params.shape, over.param))
    return refuse('params_invalid', `over: \`${definition.name}\` has no such parameter`)
  return {
    kind: 'list',
    call: {
      index: 0,
      toolUseId: use.id,
      action: definition.name,
      targets,
      ...(over && { over }),
      params,
      purpose: visibleLine(purpose, 500),
    },
  }
}

/** What a plan may name: results and runbooks that the model was shown. */
export interface Shown {
  refs: ReadonlySet<string>
  runbooks: ReadonlySet<string>
}

function readPlan(use: ToolUse, shown: Shown): TurnPlan | TurnProblem {
  const input = PlanInput.safeParse(use.input)
  if (!input.success) return problem(use, 'params_invalid', issuesOf(input.error))
  const { hypothesis, evidence, runbooks = [], next } = input.data
  const founded = evidence.filter((each) => shown.refs.has(each.ref))
  const cited = runbooks.filter((id) => shown.runbooks.has(id))
  return {
    toolUseId: use.id,
    hypothesis: visibleLine(hypothesis, 1_000),
    evidence: founded.map(({ ref, shows }) => ({ ref, shows: visibleLine(shows, 300) })),
    unfounded: evidence.length - founded.length + runbooks.length - cited.length,
    ...(cited.length > 0 && { runbooks: [...new Set(cited)] }),
    next: next.map((step) => visibleLine(step, 300)),
  }
}

function readCalls(uses: ToolUse[], definitions: readonly ActionDefinition[]): TurnOutcome {
  const byTool = definitionsByTool(definitions)
  const calls: TurnCall[] = []
  const problems: TurnProblem[] = []
  let written = false
  for (const [index, use] of uses.entries()) {
    if ([resolveTool, waitTool, planTool, bulkTool].includes(use.name)) {
      const how =
        use.name === planTool ? 'one plan a turn' : `call \`${use.name}\` alone, when the outcomes are known`
      problems.push(problem(use, 'too_much_at_once', how))
      continue
    }
    const definition = byTool.get(use.name)
    if (!definition) {
      problems.push(problem(use, 'action_unknown', `there is no tool \`${visibleLine(use.name, 64)}\``))
      continue
    }
    if (index >= callsPerTurnMax || (definition.write && written)) {
      problems.push(problem(use, 'too_much_at_once', 'one write at a time, few reads: wait for the outcomes'))
      continue
    }
    if (definition.name === askAction) {
      problems.push(problem(use, 'too_much_at_once', 'ask alone, when the outcomes are known'))
      continue
    }
    const read = readCall(use, index, definition)
    if ('code' in read) {
      problems.push(read)
      continue
    }
    calls.push(read)
    written ||= definition.write
  }
  return { kind: 'calls', calls, problems }
}

function readAsk(use: ToolUse, definitions: readonly ActionDefinition[]): TurnOutcome {
  const definition = definitions.find((each) => each.name === askAction)
  if (!definition) return readCalls([use], definitions)
  const call = readCall(use, 0, definition)
  return 'code' in call ? { kind: 'calls', calls: [], problems: [call] } : { kind: 'ask', call }
}

/** What the turn does, its plan apart. */
function readUses(uses: ToolUse[], definitions: readonly ActionDefinition[]): TurnOutcome {
  const escalate = uses.find((use) => use.name === escalateTool)
  if (escalate) return readEscalate(escalate)
  const [only] = uses
  if (uses.length === 1 && only) {
    if (only.name === resolveTool) return readResolve(only)
    if (only.name === waitTool) return readWait(only)
    if (only.name === bulkTool) return readBulk(only, definitions)
    if (only.name === toolNameOf(askAction)) return readAsk(only, definitions)
  }
  return readCalls(uses, definitions)
}

/**
 * What a model's turn amounts to. Pure and total: whatever the model answered, the result is an outcome; it throws only `internal`,
 * for a catalog that `toolsFor` would refuse too.
 * INVARIANT: at most one write leaves a turn, and nothing runs in a turn that escalates.
 */
export function readTurn(
  turn: ModelTurn,
  definitions: readonly ActionDefinition[],
  shown: Shown = { refs: new Set(), runbooks: new Set() },
): TurnOutcome {
  const code = stopCode(turn)
  if (code) return unusable(code)
  const uses = toolUses(turn.content)
  if (!uses || uses.length === 0) return unusable('model_bad_answer')
  const planning = uses.find((use) => use.name === planTool)
  const plan = planning && readPlan(planning, shown)
  const outcome = readUses(
    uses.filter((use) => use !== planning),
    definitions,
  )
  if (plan === undefined) return outcome
  if (!('code' in plan)) return { ...outcome, plan }
  return outcome.kind === 'calls' ? { ...outcome, problems: [...outcome.problems, plan] } : outcome
}
