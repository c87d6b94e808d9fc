import { Context } from '@temporalio/activity'
import { asActivity } from './as-activity.ts'
import { actingRights } from './acting-rights/acting-rights.ts'
import { directoryReach } from './directory-reach/directory-reach.ts'
import { approverSets } from './approver-sets/approver-sets.ts'
import { checkApproval } from './check-approval/check-approval.ts'
import { checkpoint } from './checkpoint/checkpoint.ts'
import { connect } from './connect/connect.ts'
import type { GateDeps } from './deps.ts'
import { disconnect } from './disconnect/disconnect.ts'
import { abandon } from './execute/abandon.ts'
import { decide } from './execute/decide.ts'
import { execute } from './execute/execute.ts'
import { decideList } from './execute/list/decide-list.ts'
import { endList } from './execute/list/end-list.ts'
import { proveLines } from './execute/list/prove-lines.ts'
import { startList } from './execute/list/start-list.ts'
import { steerList } from './execute/list/steer-list.ts'
import { notify } from './notify/notify.ts'
import { passOn } from './pass-on/pass-on.ts'
import { publish } from './publish/publish.ts'
import { push } from './push/push.ts'
import { reconcile } from './reconcile/reconcile.ts'
import { record } from './record/record.ts'
import { settleDoubt } from './settle-doubt/settle-doubt.ts'
import { shred } from './shred/shred.ts'
import { signHead } from './sign-head/sign-head.ts'
import { sweepEvidence } from './sweep/sweep-evidence.ts'
import type { GateActivities } from './types.ts'

/** The activities of one tenant's gate queue. */
export function createGateActivities(deps: GateDeps): GateActivities {
  const { logger } = deps
  const attempt = () => Context.current().info.attempt
  return {
    decide: asActivity('decide', logger, (workflowId, input) => decide(deps, workflowId, input)),
    execute: asActivity('execute', logger, (workflowId, input) => execute(deps, workflowId, input)),
    decideList: asActivity('decideList', logger, (workflowId, input) =>
      decideList(deps, workflowId, input, () => Context.current().heartbeat()),
    ),
    startList: asActivity('startList', logger, (workflowId, input) => startList(deps, workflowId, input)),
    proveLines: asActivity('proveLines', logger, (workflowId, input) => proveLines(deps, workflowId, input)),
    steerList: asActivity('steerList', logger, (workflowId, input) => steerList(deps, workflowId, input)),
    endList: asActivity('endList', logger, (workflowId, input) => endList(deps, workflowId, input)),
    abandon: asActivity('abandon', logger, (workflowId, input) =>
      abandon(deps, workflowId, attempt(), input),
    ),
    checkApproval: asActivity('checkApproval', logger, (workflowId, input) =>
      checkApproval(deps, workflowId, input),
    ),
    publish: asActivity('publish', logger, (workflowId, input) => publish(deps, workflowId, input)),
    notify: asActivity('notify', logger, (workflowId, input) => notify(deps, workflowId, input)),
    passOn: asActivity('passOn', logger, (workflowId, input) => passOn(deps, workflowId, input)),
    record: asActivity('record', logger, (workflowId, input) => record(deps, workflowId, attempt(), input)),
    shred: asActivity('shred', logger, (workflowId, input) => shred(deps, workflowId, input)),
    connect: asActivity('connect', logger, (workflowId, input) => connect(deps, workflowId, input)),
    disconnect: asActivity('disconnect', logger, (workflowId, input) => disconnect(deps, workflowId, input)),
    directoryReach: asActivity('directoryReach', logger, (workflowId, input) =>
      directoryReach(deps, workflowId, input),
    ),
    actingRights: asActivity('actingRights', logger, (workflowId, input) =>
      actingRights(deps, workflowId, input),
    ),
    approverSets: asActivity('approverSets', logger, (workflowId, input) =>
      approverSets(deps, workflowId, input),
    ),
    settleDoubt: asActivity('settleDoubt', logger, (workflowId, input) =>
      settleDoubt(deps, workflowId, input),
    ),
    reconcile: asActivity('reconcile', logger, () => reconcile(deps)),
    checkpoint: asActivity('checkpoint', logger, () => checkpoint(deps)),
    sweepEvidence: asActivity('sweepEvidence', logger, () => sweepEvidence(deps)),
    push: asActivity('push', logger, () => push(deps)),
    signHead: asActivity('signHead', logger, () => signHead(deps)),
  }
}
