import { DexError } from '#contract/error.ts'
import { findListOfCall, type ListRow } from '#store/bulk.ts'
import { settledBy } from '../../check-approval/settled.ts'
import type { GateDeps } from '../../deps.ts'
import type { ListInput, ListOutcome } from '../../types.ts'
import { ConnectionNeeded, recordNeeded } from '../connection-needed.ts'
import type { Loaded } from '../context.ts'
import { asRefusal } from '../decide.ts'
import { load } from '../load.ts'
import { nameActing } from '../name-acting.ts'
import { recordRefusal } from '../outcome.ts'
import { assertDueStands } from '../prepare.ts'
import { Refusal } from '../refusal.ts'
import { decideLines, type DecidedLine, withoutDuplicates } from './decide-lines.ts'
import { linesOf } from './lines-of.ts'
import { proposeList } from './propose-list.ts'
import { type AsideLine, resolveLines } from './resolve-lines.ts'
import { standingList } from './standing-list.ts'
import { startList } from './start-list.ts'

/**
 * Puts a list together: each line resolved on the platform and decided alone, what does not fit set aside and shown, and one yes
 * asked for exactly what is left. Repeated, it finds what stands. `beat` says that it goes on.
 */
export async function decideList(
  deps: GateDeps,
  workflowId: string,
  input: ListInput,
  beat: () => void,
): Promise<ListOutcome> {
  const loaded = await load(deps, workflowId, input, 'list')
  const standing = await deps.database.read(deps.tenant, (tx) =>
    findListOfCall(deps.tenant, tx, loaded.requestId, input.call),
  )
  if (standing && isAnswered(loaded, standing))
    return startList(deps, workflowId, { request: input.request, list: standing.step })
  if (standing) return standingList(deps, loaded, standing)
  try {
    return await putTogether(deps, loaded, beat)
  } catch (error) {
    if (error instanceof ConnectionNeeded) {
      await recordNeeded(deps, loaded, error)
      return { kind: 'needs_connection' }
    }
    const refusal = asRefusal(error)
    if (refusal === null) throw error
    const giveUp = await recordRefusal(deps, { loaded, ref: input.call }, refusal.code, refusal.reason)
    return { kind: 'denied', code: refusal.code, giveUp }
  }
}

/** A workflow that was started again, or reset to before people spoke, waits for no yes or no that was said already. */
const isAnswered = ({ approval, decisions }: Loaded, { state, step }: ListRow): boolean =>
  state === 'waiting' && approval?.step === step && settledBy(approval.obligations, decisions) !== null

async function putTogether(deps: GateDeps, loaded: Loaded, beat: () => void): Promise<ListOutcome> {
  const deciding = await deps.deciders.of(deps.tenant, loaded.inForce)
  if (!deciding) throw new DexError('no_policy')
  if (nameActing(loaded).kind === 'open') await assertDueStands(deps, loaded)
  const given = linesOf(loaded)
  const { resolved, aside } = await resolveLines(deps, loaded, deciding, given.lines, beat)
  const distinct = withoutDuplicates(resolved)
  const { decided, denied } = await decideLines(deps, deciding, distinct.lines)
  const setAside = [...aside, ...distinct.aside]
  const [first] = decided
  if (!first) throw new Refusal(codeOf(setAside, denied), `no line is left: ${summaryOf(setAside, denied)}`)
  return proposeList(deps, loaded, { given, decided: [first, ...decided.slice(1)], aside: setAside, denied })
}

function codeOf(aside: readonly AsideLine[], denied: readonly DecidedLine[]) {
  if (denied.length > 0) return 'policy_denied'
  return aside.some(({ code }) => code === 'undo_conflict') ? 'undo_conflict' : 'target_not_found'
}

/** `2 ambiguous, 1 policy_denied`. */
function summaryOf(aside: readonly AsideLine[], denied: readonly DecidedLine[]): string {
  const codes = [
    ...aside.map(({ code }) => code),
    ...denied.map(({ ruling }) => ruling.code ?? 'policy_denied'),
  ]
  const counts = new Map<string, number>()
  for (const code of codes) counts.set(code, (counts.get(code) ?? 0) + 1)
  return [...counts].map(([code, count]) => `${count} ${code}`).join(', ')
}
