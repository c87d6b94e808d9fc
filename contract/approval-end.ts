/** Why an approval that waited does so no more without anybody's yes or no, and what a person is told of it. */
export const approvalEnds = {
  action_changed: 'what would run is another action by now',
  obligations_changed: 'policy asks for something else by now',
  connection_ended: 'the person whom it was to run as is not connected any more',
  approver_left: 'somebody who had said yes may not approve any more',
  policy_denies: 'policy denies it by now',
  limit_used_up: 'a limit of policy is used up by now',
  target_privileged:
    'what it touches holds admin rights by now, and whoever it was to run as is no owner that the tenant listed',
  target_protected: 'what it touches is a protected account by now',
  rule_denies: 'a rule that no policy lifts denies it by now',
  attempt_failed: 'it was tried and surely not done; what was said counts for no second try',
  edited: 'a person changed what is asked for',
  lines_taken_out: 'lines were taken out of the list',
  request_cancelled: 'the request was cancelled',
  request_taken_over: 'a person took the request over',
  request_closed: 'the request is closed',
  policy_changed: 'another policy came into force meanwhile',
  publication_refused: 'the change of policy can no longer be put in force',
  nobody_answered: 'nobody decided in time',
  passed_on: 'nobody decided in time; those who come next are asked',
  too_few_approvers: 'fewer people may say yes than are needed',
} as const
export type ApprovalEnd = keyof typeof approvalEnds

/** Why others than the first are asked. */
export type Passed = Extract<ApprovalEnd, 'nobody_answered' | 'too_few_approvers'>

/** After these the same is asked again, of another hash, of others, or of other people. */
const askedAgain: readonly string[] = [
  'action_changed',
  'obligations_changed',
  'connection_ended',
  'approver_left',
  'attempt_failed',
  'edited',
  'lines_taken_out',
  'passed_on',
] satisfies ApprovalEnd[]

export const isAskedAgain = (end: string): boolean => askedAgain.includes(end)

export const endInWords = (end: string): string =>
  Object.hasOwn(approvalEnds, end) ? approvalEnds[end as ApprovalEnd] : 'it does not wait any more'
