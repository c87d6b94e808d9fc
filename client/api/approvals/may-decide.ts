import { z } from 'zod'
import type { Obligations } from '#contract/decision.ts'
import { type Code, codes } from '#contract/codes.ts'
import type { WaitingApproval } from '#store/approvals.ts'
import type { DecisionView } from '../decisions/read-decisions.ts'
import { type Caller, hasRole } from '../session/caller.ts'

/** Null: nothing stands against it as far as can be told here; the gate checks entitlement itself. */
const Obstacle = z.strictObject({ code: z.string(), why: z.string() }).nullable()
export const MayDecide = z.strictObject({ approve: Obstacle, reject: Obstacle })
export type MayDecide = z.infer<typeof MayDecide>

export interface DecidingCase {
  caller: Caller
  approval: WaitingApproval
  decisions: readonly DecisionView[]
  /** Account ids that a list's lines act on. */
  targets?: readonly string[]
  /** Account ids of the caller on the target's platform. */
  ownAccounts: ReadonlySet<string>
  /** Whether the caller has a usable admin connection to the platform. */
  connected: boolean
  /** What that connection lacks of what this needs. */
  missingScopes: readonly string[]
  /** It would run as the caller, on somebody with admin rights, and they are none of the listed owners (T9). */
  outranked: boolean
  now: number
}

const obstacle = (code: Code, why: string = codes[code].text) => ({ code, why })

/** Why this person's yes or no would be refused as things stand: said before they try. */
export function mayDecide(at: DecidingCase): MayDecide {
  const either = againstEither(at)
  if (either !== null) return { approve: either, reject: either }
  return { approve: againstYes(at), reject: null }
}

function againstYes({ connected, missingScopes, outranked }: DecidingCase) {
  if (!connected) return obstacle('connection_required', 'it would run as you, and you are not connected yet')
  if (missingScopes.length > 0)
    return obstacle(
      'connection_required',
      'it would run as you, and your connection was not granted what it needs',
    )
  if (outranked)
    return obstacle(
      'privilege_ceiling',
      'it would run as you, and only the owners whom your tenant listed touch somebody with admin rights',
    )
  return null
}

function againstEither({ caller, approval, decisions, targets = [], ownAccounts, now }: DecidingCase) {
  if (approval.state === 'void') return obstacle('approval_void')
  if (approval.state === 'expired' || (approval.state === 'pending' && approval.expires_at.getTime() <= now))
    return obstacle('approval_expired')
  if (approval.state !== 'pending') return obstacle('already_decided')
  if (!hasRole(caller, 'admin', 'approver'))
    return obstacle('forbidden', 'your role reads; it does not decide')
  // Who was refused may decide again.
  const own = decisions.find(
    (each) => each.person === caller.person && (each.code === null || each.code === 'ok'),
  )
  if (own) {
    const said = own.verdict === 'approve' ? 'you said yes already; another person is needed' : 'you said no'
    return obstacle('already_decided', said)
  }
  const all = (approval.obligations as Obligations).approvals ?? []
  if (all.some(({ confirms, by }) => confirms && 'person' in by && by.person === caller.person)) return null
  const asked = all.filter((each) => each.confirms !== true)
  if (all.length > 0 && asked.length === 0)
    return obstacle('approver_not_entitled', 'the admin who asked for it at the console confirms it')
  const wrote = approval.authors.includes(caller.person) || approval.authors.includes(caller.emailLookup)
  if (wrote && !asked.every((each) => each.authors === 'allowed'))
    return obstacle('approver_excluded', 'you asked for this or had a hand in it')
  if (approval.target !== null && ownAccounts.has(approval.target.id))
    return obstacle('approver_excluded', 'it is your own account')
  if (targets.some((id) => ownAccounts.has(id)))
    return obstacle('approver_excluded', 'one of its lines is your own account: have it taken out')
  if (asked.length > 0 && asked.every((each) => each.not.includes(caller.person)))
    return obstacle('approver_excluded', 'policy leaves you out here')
  return null
}
