import type { ApprovalId, ConnectionId, PersonId, RequestId } from './ids.ts'
import type { DeputyId } from './deputy.ts'
import type { StandingId } from './standing.ts'
import type { StopId } from './stop.ts'

const alphabet = '0123456789ABCDEFGHJKMNPQRSTVWXYZabcdefghjkmnpqrstvwxyz'

/** 24 characters of a 54-letter alphabet: 138 bits from the platform's secure source. */
function randomPart(): string {
  let id = ''
  while (id.length < 24) {
    for (const byte of crypto.getRandomValues(new Uint8Array(32))) {
      // INVARIANT: no modulo bias; 216 is the largest multiple of 54 below 256.
      if (byte < 216 && id.length < 24) id += alphabet[byte % alphabet.length]
    }
  }
  return id
}

export const newRequestId = (): RequestId => `req_${randomPart()}` as RequestId
export const newPersonId = (): PersonId => `per_${randomPart()}` as PersonId
export const newConnectionId = (): ConnectionId => `con_${randomPart()}` as ConnectionId
export const newApprovalId = (): ApprovalId => `apr_${randomPart()}` as ApprovalId
export const newDecisionId = (): string => `dec_${randomPart()}`
export const newAttemptId = (): string => `att_${randomPart()}`
export const newSecretId = (): string => `sec_${randomPart()}`
export const newStopId = (): StopId => `stp_${randomPart()}` as StopId
export const newUndoId = (): string => `und_${randomPart()}`
export const newStepUpId = (): string => `stu_${randomPart()}`
export const newStandingId = (): StandingId => `sta_${randomPart()}` as StandingId
export const newDeputyId = (): DeputyId => `dep_${randomPart()}` as DeputyId
export const newSourceId = (): string => `src_${randomPart()}`
/** A bearer secret; 256 bits, base64url. */
export const newSecret = (): string =>
  Buffer.from(crypto.getRandomValues(new Uint8Array(32))).toString('base64url')
