import type { UserStatus } from '../company/seats.ts'
import { notFound, OktaRefusal } from './errors.ts'
import type { EventFacts } from './log.ts'
import type { User } from './model.ts'
import type { Right } from './rights.ts'

export interface Operation {
  right: Right
  event: EventFacts['type']
  /** The status it leads to; throws the vendor's refusal where it is not allowed. */
  next(user: User): UserStatus
}

const refuse = (code: string, cause?: string): never => {
  throw new OktaRefusal(code, cause === undefined ? {} : { causes: [cause] })
}

/** The vendor's status machine, a row an operation; cells it leaves open follow the stated precondition. */
export const operations: Readonly<Record<string, Operation>> = {
  activate: {
    right: 'lifecycle',
    event: 'user.lifecycle.activate',
    next(user) {
      if (user.status === 'ACTIVE') return refuse('E0000016')
      if (user.status !== 'STAGED' && user.status !== 'DEPROVISIONED') return refuse('E0000038')
      return user.passwordChanged ? 'ACTIVE' : 'PROVISIONED'
    },
  },
  reactivate: {
    right: 'lifecycle',
    event: 'user.lifecycle.reactivate',
    next: (user) => (['PROVISIONED', 'RECOVERY'].includes(user.status) ? user.status : refuse('E0000038')),
  },
  deactivate: {
    right: 'lifecycle',
    event: 'user.lifecycle.deactivate',
    next(user) {
      if (user.status === 'DEPROVISIONED') throw notFound(user.id, 'User')
      return 'DEPROVISIONED'
    },
  },
  suspend: {
    right: 'lifecycle',
    event: 'user.lifecycle.suspend',
    next: (user) =>
      ['ACTIVE', 'PROVISIONED', 'PASSWORD_EXPIRED'].includes(user.status)
        ? 'SUSPENDED'
        : refuse('E0000001', 'Cannot suspend a user that is not active'),
  },
  unsuspend: {
    right: 'lifecycle',
    event: 'user.lifecycle.unsuspend',
    next: (user) =>
      user.status === 'SUSPENDED'
        ? user.statusBefore
        : refuse('E0000001', 'Cannot unsuspend a user that is not suspended'),
  },
  unlock: {
    right: 'unlock',
    event: 'user.account.unlock_by_admin',
    next: (user) =>
      user.status === 'LOCKED_OUT' ? 'ACTIVE' : refuse('E0000032', 'The user is not locked out.'),
  },
  reset_password: {
    right: 'reset_credentials',
    event: 'user.account.reset_password',
    next: (user) =>
      ['STAGED', 'SUSPENDED', 'DEPROVISIONED'].includes(user.status) ? refuse('E0000038') : 'RECOVERY',
  },
  expire_password: {
    right: 'reset_credentials',
    event: 'user.account.expire_password',
    next: (user) =>
      user.status === 'ACTIVE' || user.status === 'PASSWORD_EXPIRED'
        ? 'PASSWORD_EXPIRED'
        : refuse('E0000038'),
  },
}

/** Applies an operation's outcome to the user. */
export function applyStatus(user: User, next: UserStatus, now: string): void {
  if (next === 'SUSPENDED') user.statusBefore = user.status
  if (next === 'DEPROVISIONED') {
    // The password goes, and individual admin roles with it; those of groups stay.
    user.passwordChanged = null
    user.roles = []
  }
  if (user.status === 'STAGED' || user.status === 'DEPROVISIONED') user.activated = now
  if (user.status !== next) user.statusChanged = now
  user.status = next
  user.lastUpdated = now
}
