const words: Readonly<Record<string, string>> = {
  ambiguous: 'fits more than one',
  target_not_found: 'nobody has this address',
  platform_not_found: 'not known there',
  duplicate: 'is there twice',
  taken_out: 'taken out',
  policy_denied: 'policy denies it',
  limit_reached: 'beyond a limit of policy',
  params_invalid: 'cannot be read',
  proof_invalid: 'is not what was approved',
  approval_void: 'the yes does not cover it any more',
  stopped: 'stopped before',
  not_resumed: 'nobody let it go on',
  cancelled: 'the request was cancelled',
  taken_over: 'a person took over',
  platform_conflict: 'not in a state that allows it',
  platform_forbidden: 'the platform forbade it',
  platform_unavailable: 'the platform could not be reached',
  platform_rate_limited: 'the platform asked to wait too long',
  platform_timeout: 'the platform did not answer in time',
}

export const codeWords = (code: string): string => words[code] ?? code.replaceAll('_', ' ')

/** What a list does or waits for. */
export const stateWords: Readonly<Record<string, string>> = {
  waiting: 'waits for a yes',
  canary: 'carries out the first few',
  running: 'is carried out',
  paused: 'is paused',
  held: 'is held: too many went wrong; look before it goes on',
  connecting: 'waits for a connection',
  ended: 'has ended',
  void: 'was replaced by a shorter one',
}
