import { firstLight } from './0001-first-light.ts'
import { publications } from './0002-publications.ts'
import { platforms } from './0003-platforms.ts'
import { sealed } from './0004-sealed.ts'
import { theRecord } from './0005-the-record.ts'
import { operatorPublications } from './0006-operator-publications.ts'
import { appendInTwo } from './0008-append-in-two.ts'
import { theGate } from './0009-the-gate.ts'
import { standingApprovals } from './0010-standing-approvals.ts'
import { stepUps } from './0012-step-ups.ts'
import { confirmRequester } from './0013-confirm-requester.ts'
import { engineer } from './0014-engineer.ts'
import { ownNamespace } from './0015-own-namespace.ts'
import { runbooks } from './0016-runbooks.ts'
import { disconnect } from './0017-disconnect.ts'
import { decideAgain } from './0018-decide-again.ts'
import { bulk } from './0019-bulk.ts'
import { oneAccount } from './0020-one-account.ts'
import { wanted } from './0021-wanted.ts'
import { approvalEnds } from './0022-approval-ends.ts'
import { signInAddress } from './0023-sign-in-address.ts'
import { undo } from './0024-undo.ts'

/** In order; a migration is never edited once it is on a main branch. The schema version is their count. */
export const migrations: readonly { name: string; sql: string }[] = [
  { name: '0001-first-light', sql: firstLight },
  { name: '0002-publications', sql: publications },
  { name: '0003-platforms', sql: platforms },
  { name: '0004-sealed', sql: sealed },
  { name: '0005-the-record', sql: theRecord },
  { name: '0006-operator-publications', sql: operatorPublications },
  { name: '0008-append-in-two', sql: appendInTwo },
  { name: '0009-the-gate', sql: theGate },
  { name: '0010-standing-approvals', sql: standingApprovals },
  { name: '0012-step-ups', sql: stepUps },
  { name: '0013-confirm-requester', sql: confirmRequester },
  { name: '0014-engineer', sql: engineer },
  { name: '0015-own-namespace', sql: ownNamespace },
  { name: '0016-runbooks', sql: runbooks },
  { name: '0017-disconnect', sql: disconnect },
  { name: '0018-decide-again', sql: decideAgain },
  { name: '0019-bulk', sql: bulk },
  { name: '0020-one-account', sql: oneAccount },
  { name: '0021-wanted', sql: wanted },
  { name: '0022-approval-ends', sql: approvalEnds },
  { name: '0023-sign-in-address', sql: signInAddress },
  { name: '0024-undo', sql: undo },
]
