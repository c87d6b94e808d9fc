import type { JsonValue } from '#contract/json.ts'
import type { Tx } from '#store/database.ts'
import { type ListedStanding, listStanding } from '#store/standing-record.ts'
import { askedOf, type Reasons } from '../approvals/reasons.ts'
import type { ApprovalView } from '../approvals/shape.ts'
import { standingStepUps, type StandingStepUp, stepUpUrl } from '../approvals/step-up.ts'
import { platformOf } from '../approvals/platform.ts'
import type { ApiDeps } from '../deps.ts'
import { type Caller, hasRole } from '../session/caller.ts'
import { findStanding, viewsOf } from './read-standing.ts'
import type { StandingView } from './shape.ts'
import { maySignOf } from './terms.ts'

interface Filter {
  state?: string
  id?: string
  request?: string
  action?: string
  limit: number
}

const states = {
  waiting: 'pending',
  active: 'approved',
  used_up: 'approved',
  expired: 'expired',
  revoked: 'rejected',
  lapsed: 'void',
} as const

/** Standing approvals that further people have to sign, in the form of every other approval; by id in any state. */
export async function readStandingApprovals(
  deps: ApiDeps,
  caller: Caller,
  tx: Tx,
  reasons: Reasons,
  { state = 'pending', id, request, action, limit }: Filter,
): Promise<ApprovalView[]> {
  if (request !== undefined || action !== undefined) return []
  const now = new Date(deps.clock())
  const rows = await found()
  if (rows.length === 0) return []
  const standing = await viewsOf(deps, caller, tx, reasons, rows)
  const asked = standing.flatMap(({ id, hash }, at) => {
    const row = rows[at]
    return row ? [{ id, subject_hash: hash, obligations: row.obligations }] : []
  })
  const [stepUps, maySign] = await Promise.all([
    standingStepUps(deps, caller, tx, asked),
    maySignOf(caller, tx, rows),
  ])
  return standing.flatMap((view, at) => {
    const row = rows[at]
    if (!row) return []
    const beside = { stepUp: stepUps.get(row.id), said: maySign(row) }
    return [viewOf(deps, caller, reasons, row, view, beside)]
  })

  async function found(): Promise<ListedStanding[]> {
    if (id !== undefined) {
      const one = await findStanding(caller.tenant, tx, id, now)
      return one ? [one] : []
    }
    if (state !== 'pending') return []
    return listStanding(caller.tenant, tx, { waiting: true, now, limit })
  }
}

function viewOf(
  deps: ApiDeps,
  caller: Caller,
  reasons: Reasons,
  row: ListedStanding,
  standing: StandingView,
  { stepUp, said }: { stepUp: StandingStepUp | undefined; said: boolean },
): ApprovalView {
  const { grantor, hash, needed } = standing
  const definition = deps.catalog.get(row.action)
  const platform = platformOf(deps, { action: row.action, target: null })
  return {
    id: row.id,
    request: row.source_request,
    step: row.source_step,
    state: states[standing.state],
    subject: { kind: 'standing', hash: hash as ApprovalView['subject']['hash'] },
    hash,
    version: 1,
    action: row.action,
    risk: definition?.risk ?? 'high',
    target: null,
    sentence: `${grantor.name ?? grantor.person} asks that \`${row.action}\` runs as them without asking each time`,
    content: null,
    assurance: 'verified',
    requester: { ...grantor, title: null },
    channel: 'ticket',
    askedOf: askedOf(reasons, row.obligations),
    needed,
    given: standing.signatures.length,
    because: {},
    may: mayOf(caller, standing, said),
    obligations: row.obligations as JsonValue,
    bundle: row.terms.bundle,
    decision: null,
    codeRules: [],
    decisions: standing.signatures.map(({ person, name, at }) => ({
      id: `${row.id}/${person}`,
      step: row.source_step,
      ...{ person, name, email: null, onBehalfOf: null },
      verdict: 'approve',
      at,
      code: 'ok',
    })),
    runsAs: { person: grantor.person, name: grantor.name, you: grantor.you },
    connection: {
      platform,
      usable: true,
      missingScopes: [],
      connectUrl: new URL('/connections', deps.publicUrl).href,
    },
    stepUp: stepUp
      ? { maxAge: stepUp.maxAge, done: stepUp.found !== undefined, url: stepUpUrl(deps, row.id) }
      : null,
    offered: { always: null, why: 'it is one for always already' },
    standing,
    list: null,
    unusual: [],
    others: [],
    publication: null,
    createdAt: standing.grantedAt,
    expiresAt: standing.until,
    times:
      standing.state === 'waiting'
        ? { remindsAt: null, passesOn: null, endsAt: standing.until, otherwise: 'deny' }
        : null,
    passed: null,
    remindedAt: null,
    closedAt: standing.closedAt,
    ended: null,
  }
}

function mayOf(caller: Caller, standing: StandingView, said: boolean): ApprovalView['may'] {
  const both = (code: string, why: string) => ({ approve: { code, why }, reject: { code, why } })
  if (standing.state !== 'waiting') return both('already_decided', 'nothing is asked here any more')
  if (!hasRole(caller, 'admin', 'approver')) return both('forbidden', 'your role reads; it does not decide')
  const signed = standing.signatures.some((each) => each.you)
  const why = 'only who said yes to the action itself can say yes to all like it'
  if (!said) return both('yes_first', why)
  return {
    approve: signed
      ? { code: 'already_decided', why: 'you signed it already; another person is needed' }
      : null,
    reject: null,
  }
}
