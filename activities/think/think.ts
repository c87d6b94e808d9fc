import { catalog } from '#catalog/index.ts'
import { DexError, isDexError } from '#contract/error.ts'
import { planName, shownPlan } from '#contract/plan.ts'
import type { RequestId } from '#contract/ids.ts'
import type { ModelTurn } from '#contract/model.ts'
import type { Ask } from '#contract/request.ts'
import type { Code } from '#contract/codes.ts'
import { listOf } from '#channels/list/list-of.ts'
import { readList } from '#channels/list/read-list.ts'
import { readTurn, type Shown } from '#model/read-turn.ts'
import { wholeTurn } from '#model/whole-turn.ts'
import { bulkSettingsOf } from '#store/bulk.ts'
import { addUsage, findUsage, type UsageNow } from '#store/model-usage.ts'
import { markShown } from '#store/proposals.ts'
import { countTurn, type RequestRow } from '#store/requests.ts'
import { readSealed, scratchOf } from '#store/scratch.ts'
import { findInForce } from '#store/bundles.ts'
import { listInvestigated } from '#store/connections.ts'
import { findSettings } from '#store/tenants.ts'
import type { TenantSettings } from '#store/schema.ts'
import type { ThinkDeps } from '../deps.ts'
import { ownRequest } from '../execute/load.ts'
import type { ThinkInput, ThinkOutcome } from '../types.ts'
import type { Prompt, Prompts } from './prompts.ts'
import { boundReached, questionsOf, tierOf } from './bounds.ts'
import { confirmed, templateOf } from './confirmed.ts'
import { findKnowledge } from './knowledge.ts'
import { takingBack } from './take-back.ts'
import { messagesOf, refsOf, type StoredTurn, type Transcript } from './transcript.ts'

const maxTokens = 4_096

interface Thinking {
  request: RequestRow
  settings: TenantSettings
  usage: UsageNow
  transcript: Transcript
  stored: StoredTurn | null
  prompt: Prompt
}

/**
 * One model turn. INVARIANT: a turn that stands in scratch is returned, not asked again, so that neither a retry nor a
 * reset of the workflow makes the model speak twice.
 */
export async function think(
  deps: ThinkDeps,
  prompts: Prompts,
  workflowId: string,
  input: ThinkInput,
  cancelled: AbortSignal,
): Promise<ThinkOutcome> {
  const thinking = await read(deps, prompts, workflowId, input)
  const { stored, prompt } = thinking
  if (stored) return shortened(thinking, stored)
  const bound = boundReached({ ...thinking, turn: input.turn, now: deps.clock() })
  if (bound !== null) return { kind: 'unusable', code: bound, tokens: 0 }
  const written = takingBack(thinking.transcript, input.turn)
  if (written !== null) {
    const made: StoredTurn = { ...written, stopReason: 'tool_use', instructions: [], tokens: 0 }
    return shortened(
      thinking,
      await keep(deps, input, made, { costMicros: 0, model: null, runbooks: prompt.runbooks }),
    )
  }
  const started = deps.clock()
  const answer = await ask(deps, thinking, cancelled)
  const turn = 'content' in answer ? answer : null
  const outcome =
    'content' in answer
      ? confirmed(thinking.transcript, readTurn(answer, prompt.definitions, shownIn(thinking)))
      : ({ kind: 'unusable', code: answer.code } as const)
  const made: StoredTurn = {
    content: turn?.content ?? [],
    stopReason: turn?.stopReason ?? 'refusal',
    outcome,
    instructions: input.instructions,
    ...(thinking.transcript.found.length > 0 && { runbooks: thinking.transcript.found }),
    tokens: turn ? turn.usage.inputTokens + turn.usage.outputTokens : 0,
  }
  const costMicros = turn ? deps.costMicrosOf(turn) : 0
  const model = turn?.model ?? null
  const kept = await keep(deps, input, made, { costMicros, model, runbooks: prompt.runbooks })
  deps.metrics.modelTurned({
    tenant: deps.tenant,
    model: model ?? 'none',
    stopReason: made.stopReason,
    cacheReadTokens: turn?.usage.cacheReadTokens ?? 0,
    costMicros,
    inputTokens: turn?.usage.inputTokens ?? 0,
    outputTokens: turn?.usage.outputTokens ?? 0,
    ms: deps.clock() - started,
  })
  return shortened(thinking, kept)
}

async function read(
  deps: ThinkDeps,
  prompts: Prompts,
  workflowId: string,
  input: ThinkInput,
): Promise<Thinking> {
  const requestId = input.request as RequestId
  return deps.database.read(deps.tenant, async (tx) => {
    const owned = ownRequest(deps, tx, requestId, workflowId)
    const [request, settings, inForce, platforms, sealed, key, usage] = await Promise.all([
      owned,
      findSettings(deps.tenant, tx),
      findInForce(deps.tenant, tx),
      listInvestigated(deps.tenant, tx),
      readSealed(deps.tenant, tx, requestId, ['ask', 'turn/', 'result/', 'instruct/', 'answer/']),
      owned.then(() => deps.keys.request(deps.tenant, requestId)),
      findUsage(deps.tenant, tx, new Date(deps.clock())),
    ])
    if (!settings) throw new DexError('request_unknown')
    if (!key) throw new DexError('sealed', 'the content of this request was destroyed')
    const content = sealed.open(key)
    const turns: StoredTurn[] = []
    for (let number = 1; number < input.turn; number += 1) {
      const turn = content.get(`turn/${number}`) as StoredTurn | undefined
      if (turn) turns.push(turn)
    }
    const prompt = await prompts.of(tx, inForce, request.channel, platforms)
    const stored = (content.get(`turn/${input.turn}`) as StoredTurn | undefined) ?? null
    const ask = content.get('ask') as Ask
    const transcript: Transcript = {
      ask,
      given: givenOf(ask, settings),
      assurance: request.assurance as Transcript['assurance'],
      channel: request.channel as Transcript['channel'],
      openedAt: request.opened_at.toISOString(),
      turns,
      results: content,
      instructions: content,
      fresh: input.instructions,
      found: [],
    }
    if (!stored) transcript.found = await findKnowledge(deps, tx, inForce, prompt, transcript)
    return {
      request,
      settings,
      usage,
      transcript,
      prompt,
      stored,
    }
  })
}

/** What a plan may name. */
function shownIn({ transcript, prompt }: Thinking): Shown {
  const always = [...prompt.runbooks.values()].filter((runbook) => runbook.always)
  const found = [...transcript.turns.flatMap((turn) => turn.runbooks ?? []), ...transcript.found]
  return { refs: refsOf(transcript), runbooks: new Set([...always, ...found].map(({ id }) => id)) }
}

/** How long the list is that came with the request, and what else stands in it; null where none did, or none that can be read. */
function givenOf(ask: Ask, settings: TenantSettings): Transcript['given'] {
  const csv = listOf(ask)
  if (csv === null) return null
  try {
    const { lines, columns } = readList(csv, bulkSettingsOf(settings).linesMax)
    return { lines: lines.length, columns }
  } catch (error) {
    if (isDexError(error)) return { problem: error.message }
    throw error
  }
}

/** The code when the provider will not answer this, however often it is asked. */
async function ask(
  deps: ThinkDeps,
  { prompt: { system, tools }, transcript, request }: Thinking,
  signal: AbortSignal,
): Promise<ModelTurn | { code: Code }> {
  try {
    return await wholeTurn(deps.model, {
      system,
      messages: messagesOf(transcript),
      tools,
      maxTokens,
      tier: tierOf(request, transcript.turns),
      signal,
    })
  } catch (error) {
    if (isDexError(error) && !error.retryable) return { code: error.code }
    throw error
  }
}

/** Keeps the first answer when two attempts raced, and marks that the outcomes before it were shown (T7). */
async function keep(
  deps: ThinkDeps,
  input: ThinkInput,
  made: StoredTurn,
  { costMicros, model, runbooks }: { costMicros: number; model: string | null; runbooks: Prompt['runbooks'] },
): Promise<StoredTurn> {
  const { tenant, database } = deps
  const requestId = input.request as RequestId
  const at = new Date(deps.clock())
  const used = { tokens: made.tokens, costMicros }
  const name = `turn/${input.turn}`
  const key = await deps.keys.request(tenant, requestId)
  const put = await database.once(tenant, async (tx) => {
    const scratch = scratchOf(tenant, tx, requestId, key)
    const [kept] = await Promise.all([
      scratch.putOnce(name, made),
      made.outcome.plan && scratch.putOnce(planName(input.turn), shownPlan(made.outcome.plan, runbooks)),
      markShown(tenant, tx, requestId, at),
      // What was spent counts, also for an answer that is not kept.
      countTurn(tenant, tx, requestId, { turn: input.turn, ...used, at }),
      addUsage(tenant, tx, at, { ...used, model }),
    ])
    return kept
  })
  if (put) return made
  return database.read(tenant, (tx) => scratchOf(tenant, tx, requestId, key).get(name) as Promise<StoredTurn>)
}

/** What the workflow needs of it: indexes, names and codes; words stay in scratch. */
function shortened({ settings, transcript }: Thinking, { outcome, tokens }: StoredTurn): ThinkOutcome {
  switch (outcome.kind) {
    case 'resolve':
      return { kind: 'resolve', template: templateOf(transcript, outcome.template), tokens }
    case 'list':
      return { kind: 'list', call: { index: outcome.call.index, action: outcome.call.action }, tokens }
    case 'ask': {
      const { remindAfterSeconds, reminders, closeAfterSeconds } = questionsOf(settings)
      const wait = {
        remindInMs: remindAfterSeconds * 1_000,
        reminders,
        closeInMs: closeAfterSeconds * 1_000,
      }
      return { kind: 'ask', call: { index: outcome.call.index, action: outcome.call.action }, wait, tokens }
    }
    case 'wait':
      return { kind: 'wait', ms: outcome.minutes * 60_000, tokens }
    case 'escalate':
      return { kind: 'escalate', tokens }
    case 'unusable':
      return { kind: 'unusable', code: outcome.code, tokens }
    case 'calls': {
      const calls = outcome.calls.flatMap((call) => {
        const definition: { write: boolean; platform: string } | undefined = definitionOf(call.action)
        return definition
          ? [
              {
                index: call.index,
                action: call.action,
                write: definition.write,
                platform: definition.platform,
              },
            ]
          : []
      })
      return { kind: 'calls', calls, tokens }
    }
  }
}

const definitionOf = (name: string) => catalog.get(name)
