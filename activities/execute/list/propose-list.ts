import type { ApprovalView } from '#contract/approval-view.ts'
import { listLinesName, type SealedLine, type SealedList } from '#contract/list.ts'
import { insertList } from '#store/bulk.ts'
import { recordCall } from '#store/calls.ts'
import type { Tx } from '#store/database.ts'
import { appendLog } from '#store/log.ts'
import { issueStep } from '#store/proposals.ts'
import { scratchOf } from '#store/scratch.ts'
import { listHash } from '#vault/list-hash.ts'
import type { GateDeps } from '../../deps.ts'
import type { ListOutcome } from '../../types.ts'
import { wayBack } from '../approval-view.ts'
import type { Loaded, ProposedCall, Ruling } from '../context.ts'
import { touchedBy } from '../excluded.ts'
import { askPeople, decisionOnRecord, demandOf } from '../propose.ts'
import { Refusal } from '../refusal.ts'
import { firstAsked } from '../who-is-asked.ts'
import { type DecidedLine, unitedObligations } from './decide-lines.ts'
import type { ProposedLines } from './lines-of.ts'
import type { AsideLine } from './resolve-lines.ts'

/** A list as it was put together; at least one line is on it. */
export interface PutTogether {
  given: ProposedLines
  decided: [DecidedLine, ...DecidedLine[]]
  aside: readonly AsideLine[]
  denied: readonly DecidedLine[]
}

/** Writes the list down and asks for one yes to exactly it, in one transaction. */
export async function proposeList(deps: GateDeps, loaded: Loaded, list: PutTogether): Promise<ListOutcome> {
  const { tenant } = deps
  const { requestId, call } = loaded
  const { decided } = list
  const united = unitedObligations(decided)
  if (united === null)
    throw new Refusal('obligation_unsupported', 'no one person’s yes could meet what the lines ask for')
  const touched = {
    approvals: united.approvals,
    ids: decided.flatMap(({ ruling }) => touchedBy(ruling).ids),
    privileged: decided.some(({ ruling }) => touchedBy(ruling).privileged),
  }
  const who = await firstAsked(deps, { ...loaded, touched }, united.approvals)
  const demand = demandOf(united.obligations, who.approvals)
  const hash = listHash(decided.map(({ ruling }) => ruling.actionHash))
  const strictest = strictestOf(decided)
  return deps.database.transaction(tenant, async (tx) => {
    const { row } = await issueStep(tenant, tx, requestId, {
      origin: byPerson(loaded) ? 'person' : 'model',
      action: call.definition.name,
      action_version: call.definition.version,
      action_hash: hash,
      target: null,
      objects: '[]',
      risk: call.definition.risk,
      is_write: true,
      effect: 'require_approval',
      code: strictest.code,
      decision: JSON.stringify(strictest.decision),
      code_rules: JSON.stringify(strictest.codeRules),
      obligations_digest: demand.obligationsDigest,
      bundle: strictest.decision.bundle,
      act_as: null,
      state: 'waiting',
    })
    await recordCall(tenant, tx, requestId, { ...call.ref, step: row.step, code: null })
    await insertList(
      tenant,
      tx,
      {
        request: requestId,
        step: row.step,
        turn: call.ref.turn,
        call_index: call.ref.index,
        action: call.definition.name,
        hash,
        size: decided.length,
        state: 'waiting',
      },
      rowsOf(list),
    )
    await scratchOf(tenant, tx, requestId, loaded.key).put(listLinesName(row.step), sealedOf(call, list))
    await logList(deps, tx, loaded, row.step, hash, strictest, list)
    const ruling = { ...demand, decision: strictest.decision }
    const asked = { kind: 'list', hash, view: viewOfList(loaded, list), who } as const
    const approval = await askPeople(deps, tx, loaded, ruling, row, asked)
    return {
      kind: 'waiting',
      risk: call.definition.risk,
      list: row.step,
      size: decided.length,
      approval,
    }
  })
}

/** What is shown of the list as a whole: of the line of which policy asks most. */
const strictestOf = (decided: readonly [DecidedLine, ...DecidedLine[]]): Ruling => {
  const asks = ({ ruling }: DecidedLine): number =>
    ruling.approvals.reduce((sum, each) => sum + each.quorum, 0)
  return decided.reduce((most, each) => (asks(each) > asks(most) ? each : most)).ruling
}

function rowsOf({ decided, aside, denied }: PutTogether) {
  const on = decided.map(({ line, facts, ruling }, position) => ({
    line: line.line,
    position,
    target:
      facts.target &&
      JSON.stringify({ platform: facts.target.platform, type: facts.target.type, id: facts.target.id }),
    action_hash: ruling.actionHash,
    state: 'waiting',
  }))
  const off = [
    ...aside.map(({ line, code }) => ({ line: line.line, code })),
    ...denied.map(({ line, ruling }) => ({ line: line.line, code: ruling.code ?? 'policy_denied' })),
  ].map((each) => ({ ...each, position: null, target: null, action_hash: null, state: 'aside' }))
  return [...on.map((each) => ({ ...each, code: null })), ...off]
}

function sealedOf(
  { purpose, list }: ProposedCall,
  { given, decided, aside, denied }: PutTogether,
): SealedList {
  const over = list?.over?.param
  const lines = [
    ...decided.map((each) => sealedLine(over, each, null)),
    ...denied.map((each) => sealedLine(over, each, reasonOf(each.ruling))),
    ...aside.map(
      ({ line, reason }): SealedLine => ({
        line: line.line,
        written: line.written,
        params: line.params,
        target: null,
        sentence: null,
        decided: null,
        reason,
      }),
    ),
  ]
  return {
    purpose,
    from: given.from,
    ignored: given.ignored,
    ...(over !== undefined && { over }),
    lines: lines.toSorted((one, other) => one.line - other.line),
  }
}

function sealedLine(
  over: string | undefined,
  { line, loaded, facts, ruling }: DecidedLine,
  reason: string | null,
): SealedLine {
  const { target, objects } = facts
  const { definition, params, written } = loaded.call
  const role = definition.objects.find(({ param }) => param === over)?.role
  const named = role === undefined ? target : (objects.find((each) => each.role === role) ?? null)
  return {
    line: line.line,
    written: line.written,
    params,
    ...(written && { asWritten: { ...written } }),
    target: named && {
      email: named.email,
      name: named.displayName,
      department: named.department ?? null,
      status: named.status,
      privileged: named.privileged,
      labels: named.labels,
    },
    sentence: definition.sentence({ target, objects, params }),
    decided: { effect: ruling.effect, rules: rulesOf(ruling) },
    reason,
  }
}

/** The rules that asked for something, and the code rules: lines with the same are alike. */
const rulesOf = ({ decision, codeRules }: Ruling): string[] => [
  ...decision.layers.flatMap(({ rules }) =>
    rules.filter(({ effect, mode }) => effect !== 'allow' && mode === 'enforce').map(({ id }) => id),
  ),
  ...codeRules.map(({ code }) => code),
]

const reasonOf = ({ decision, code }: Ruling): string => {
  const { layer = null, rule = null } = decision.decidedBy ?? {}
  return [
    code ?? 'policy_denied',
    ...(layer === null ? [] : [`layer ${layer}`]),
    ...(rule === null ? [] : [rule]),
  ].join(', ')
}

/** Where all lines have one target, which it is, as resolved. */
function onWhat(decided: PutTogether['decided']): string {
  const [{ facts, loaded }] = decided
  const { target } = facts
  if (target === null || loaded.call.list?.over === undefined) return ''
  const same = decided.every((each) => each.facts.target?.id === target.id)
  return same ? `, the ${target.type} \`${target.displayName ?? 'unnamed'}\` (${target.id})` : ''
}

/** Whether a person asked for exactly these lines, as the reverse of others. */
const byPerson = ({ ask, call }: Loaded): boolean => ask.takesBackList?.action === call.definition.name

function viewOfList(loaded: Loaded, { decided, aside, denied }: PutTogether): ApprovalView {
  const { call } = loaded
  const { definition } = call
  const left = aside.length + denied.length
  const besides = left > 0 ? ` ${left} lines are set aside.` : ''
  return {
    sentence: `${decided.length} times, each alone${onWhat(decided)}: ${definition.help}${besides}`,
    target: null,
    params: call.params,
    purpose: call.purpose,
    provenance: decided[0].ruling.input.provenance,
    reversible: wayBack(definition),
    back: null,
    byPerson: byPerson(loaded),
    edited: null,
    credential: definition.credential,
    adminRight: definition.adminRight,
  }
}

/** The list as it was decided, and each denial by itself: what policy said no to is on record. */
async function logList(
  deps: GateDeps,
  tx: Tx,
  loaded: Loaded,
  step: number,
  hash: string,
  strictest: Ruling,
  { decided, aside, denied }: PutTogether,
): Promise<void> {
  const common = {
    v: 1,
    kind: 'decision',
    at: new Date(deps.clock()).toISOString(),
    by: { role: 'gate' },
    request: loaded.requestId,
    step,
    action: loaded.call.definition.name,
  } as const
  await appendLog(deps.tenant, tx, {
    ...common,
    actionHash: hash,
    ...decisionOnRecord(strictest),
    code: 'require_approval',
    detail: { lines: decided.length, aside: aside.length + denied.length },
  })
  for (const { line, facts, ruling } of denied) {
    const { target } = facts
    await appendLog(deps.tenant, tx, {
      ...common,
      actionHash: ruling.actionHash,
      target: target && { platform: target.platform, type: target.type, id: target.id },
      ...decisionOnRecord(ruling),
      code: ruling.code ?? 'policy_denied',
      detail: { list: step, line: line.line },
    })
  }
}
