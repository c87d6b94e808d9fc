import type { ResolvedObject } from '#contract/action.ts'
import type { ApprovalObligation, DecisionInput, TargetFacts } from '#contract/decision.ts'
import type { JsonValue } from '#contract/json.ts'
import { countLimitUses } from '#store/limits.ts'
import type { CodeRule } from '#store/schema.ts'
import { asFarAs } from '#policy/stages.ts'
import { actionHash, obligationsDigest } from '#vault/hashes.ts'
import type { GateDeps } from '../deps.ts'
import { applyCodeRules } from './code-rules.ts'
import type { Acting, Facts, Loaded, Ruling } from './context.ts'
import type { Deciding, Limit } from './deciding.ts'
import { provenanceOfCall } from './origins.ts'
import { stillDemanded } from './still-demanded.ts'
import { unsupported } from './unsupported.ts'

/** Steps 4 and 5: code rules and the six layers on the same facts; neither edits the other, the stricter wins. */
export async function rule(
  deps: GateDeps,
  deciding: Deciding,
  loaded: Loaded,
  acting: Acting,
  facts: Facts,
): Promise<Ruling> {
  const hash = hashOf(loaded, facts)
  const codeRules = applyCodeRules({
    loaded,
    acting,
    facts,
    approverGroups: deciding.approverGroups,
    actionHash: hash,
  })
  const input = await inputOf(deps, deciding, loaded, facts)
  const decision = deciding.decide(input)
  // INVARIANT: how far it was passed on is our own row's word, and who is asked that far is policy's of now.
  const reached = asFarAs(decision.obligations.approvals ?? [], loaded.demanded?.approvals ?? [])
  const asked = approvalsOf(reached, codeRules, loaded)
  const { obligations, kept } = stillDemanded(
    { ...decision.obligations, approvals: asked },
    // A line never runs without its list's yeses, whatever is asked now.
    loaded.line === null ? loaded.demanded : null,
  )
  if (kept) codeRules.push({ code: 'still_demanded', effect: 'require', by: null })
  const { approvals = [] } = obligations
  const denied = codeRules.find((each) => each.effect === 'deny')
  const common = {
    codeRules,
    decision,
    input,
    approvals,
    obligations,
    actionHash: hash,
    obligationsDigest: obligationsDigest(obligations),
    standing: null,
  }
  if (denied) return { ...common, effect: 'deny', code: denied.code }
  if (decision.effect === 'deny')
    return { ...common, effect: 'deny', code: deniedBy(decision.decidedBy?.reason) }
  if (unsupported(obligations)) return { ...common, effect: 'deny', code: 'obligation_unsupported' }
  if (approvals.length === 0) return { ...common, effect: 'permit', code: null }
  const required = codeRules.find((each) => each.effect === 'require')
  return { ...common, effect: 'require_approval', code: required?.code ?? null }
}

function deniedBy(reason: string | undefined): string {
  if (reason === 'missing_fact') return 'fact_missing'
  if (reason === 'limit') return 'limit_reached'
  if (reason === 'unknown_action') return 'action_unknown'
  if (reason === 'invalid_params') return 'params_invalid'
  return 'policy_denied'
}

/**
 * What code rules demand joins what policy demands; a person who rules Dex takes two. The console's confirmation is a place
 * of its own: whoever fills it is no second person.
 */
function approvalsOf(
  policy: readonly ApprovalObligation[],
  codeRules: readonly CodeRule[],
  loaded: Loaded,
): ApprovalObligation[] {
  const required = codeRules.filter((each) => each.effect === 'require')
  const confirmation = required.find((each) => each.code === 'console_confirms')
  const asked = confirmation ? [confirmationBy(confirmation.by ?? ''), ...policy] : policy
  // Whoever confirms at the console is the one whose credential it takes.
  const others = ['console_confirms', ...(confirmation ? ['no_acting_identity', 'list_needs_person'] : [])]
  const demands = required.filter((each) => !others.includes(each.code))
  if (demands.length === 0) return [...asked]
  const quorum = demands.some((each) => each.code === 'dex_ruler') ? 2 : 1
  const widest = Math.max(0, ...policy.map((each) => each.quorum))
  if (widest >= quorum) return [...asked]
  const byDefault: ApprovalObligation = {
    by: loaded.settings.defaultApprovers,
    quorum,
    not: [],
    within: '24h',
    otherwise: 'escalate',
    always: false,
    authors: 'excluded',
    proof: [],
  }
  return [...asked, byDefault]
}

/**
 * What an admin may confirm ahead at their own console, where policy asks nobody (T21); where it asks somebody, theirs has to
 * offer `always` as well.
 */
const confirmedAhead = { for: '7d', cap: 50 } as const

const confirmationBy = (person: string): ApprovalObligation => ({
  by: { person },
  quorum: 1,
  not: [],
  within: '1h',
  otherwise: 'escalate',
  always: confirmedAhead,
  authors: 'allowed',
  proof: [],
  confirms: true,
})

export function hashOf(loaded: Loaded, facts: Facts): string {
  const { definition, params } = loaded.call
  return actionHash({
    name: definition.name,
    version: definition.version,
    target: facts.target && { platform: facts.target.platform, type: facts.target.type, id: facts.target.id },
    objects: facts.objects.map(({ platform, type, id, role }) => ({ platform, type, id, role })),
    params,
  })
}

async function inputOf(
  deps: GateDeps,
  deciding: Deciding,
  loaded: Loaded,
  facts: Facts,
): Promise<DecisionInput> {
  const { definition, params } = loaded.call
  const now = deps.clock()
  const limits = deciding.limits(definition.name)
  const windows = limits.map((limit) => limitWindow(limit, loaded, facts, now))
  const usage =
    windows.length === 0
      ? {}
      : await deps.database.read(deps.tenant, (tx) => countLimitUses(deps.tenant, tx, windows))
  for (const window of windows)
    usage[window.rule] = (usage[window.rule] ?? 0) + (loaded.line?.earlier.get(limitPlace(window)) ?? 0)
  return {
    id: loaded.requestId,
    tenant: deps.tenant,
    channel: loaded.request.channel as DecisionInput['channel'],
    requester: requesterFacts(loaded, facts),
    action: definition.name,
    target: facts.target ? targetFacts(facts.target) : targetless(definition.platform, definition.targetType),
    objects: facts.objects.map((object) => ({ ...targetFacts(object), role: object.role })),
    params: params as Record<string, JsonValue>,
    provenance: provenanceOfCall(loaded),
    runtime: {
      now: new Date(now).toISOString(),
      zone: loaded.settings.zone,
      usage,
      ...(loaded.line && { bulk: { size: loaded.line.size, index: loaded.line.position } }),
    },
  }
}

/** Absent is unknown: facts that could not be read are left out, and what needs them denies (T15). */
function requesterFacts(loaded: Loaded, facts: Facts): DecisionInput['requester'] {
  const account = facts.requester?.account
  return {
    email: loaded.ask.requesterEmail,
    verified: loaded.request.assurance === 'verified',
    roles: loaded.requesterRoles,
    ...(account ? { id: account.id, ...departmentOf(account) } : {}),
    ...(facts.requester ? { groups: facts.requester.groups } : {}),
  }
}

const departmentOf = ({ department }: ResolvedObject): { department?: string | null } =>
  department === undefined ? {} : { department }

const targetFacts = (object: ResolvedObject): TargetFacts => ({
  platform: object.platform,
  type: object.type,
  id: object.id,
  email: object.email,
  ...departmentOf(object),
  privileged: object.privileged,
  labels: object.labels,
})

const targetless = (platform: string, type: string): TargetFacts => ({
  platform,
  type,
  id: null,
  email: null,
  department: null,
  privileged: false,
  labels: [],
})

/** Under which name the lines of a list count one limit's uses. */
export const limitPlace = ({ rule, scopeKey }: { rule: string; scopeKey: string }): string =>
  `${rule} ${scopeKey}`

/** Who a limit counts by: opaque ids and keyed hashes only. */
export function limitWindow(limit: Limit, loaded: Loaded, facts: Facts, now: number) {
  const scopeKey = {
    tenant: 'tenant',
    rule: 'rule',
    request: loaded.requestId,
    requester: loaded.request.requester_person ?? loaded.request.requester_lookup ?? 'unknown',
    target: facts.target?.id ?? 'none',
  }[limit.by]
  return { rule: limit.rule, scopeKey, since: new Date(now - limit.perMs) }
}
