import type { StandingApproval } from '../api/operations.ts'

export const stateWords: Readonly<Record<StandingApproval['state'], string>> = {
  waiting: 'waits for signatures',
  active: 'in force',
  used_up: 'used up',
  expired: 'expired',
  revoked: 'revoked',
  lapsed: 'needs a new look',
}

export const doubtWords: Readonly<Record<StandingApproval['doubts'][number], string>> = {
  version: 'The action means something else since: it covers nothing until it is approved anew.',
  policy: 'Another policy is in force since. If it asks something else here, this ends at its next use.',
  connection: 'Whoever it runs as is not connected any more: it covers nothing until they are.',
  left: 'Whoever granted it may not sign in any more: it ends at its next use.',
}

/** By its code, else by its state. */
export const endWords: Readonly<Record<string, string>> = {
  revoked: 'Revoked',
  rejected: 'Somebody who was to sign it said no',
  version: 'Stopped counting: the action means something else since',
  policy: 'Stopped counting: policy asks something else since',
  rights: 'Stopped counting: somebody who signed it lost the right to',
  expired: 'Its time is over',
  used_up: 'It ran as often as it may',
}
