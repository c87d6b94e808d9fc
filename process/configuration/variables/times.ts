import { kinds } from '../kinds.ts'
import { services, variable } from '../variable.ts'

export const timesVariables = {
  DEX_THINK_TIMEOUT: variable({
    field: 'thinkTimeoutMs',
    ...kinds.duration,
    for: services,
    fallback: '2m',
    what: 'longest time of one model turn; the next attempt starts after it',
  }),
  DEX_GATE_TIMEOUT: variable({
    field: 'gateTimeoutMs',
    ...kinds.duration,
    for: services,
    fallback: '60s',
    what: 'longest time of one pass of the gate; the next attempt starts after it',
  }),
  DEX_CALL_TIMEOUT: variable({
    field: 'callTimeoutMs',
    ...kinds.duration,
    for: ['gate'],
    fallback: '20s',
    what: 'longest time of one call on a platform; its socket is closed then',
  }),
  DEX_CLOCK_SKEW: variable({
    field: 'clockSkewMs',
    ...kinds.duration,
    for: ['gate'],
    fallback: '2s',
    what: 'difference between the clocks of two machines that is allowed for before an outcome is read back',
  }),
  DEX_CONTENT_KEEP: variable({
    field: 'contentKeepMs',
    ...kinds.duration,
    for: ['gate'],
    fallback: '30d',
    what: 'longest time from the opening of a request; one that still waits then is closed and its content destroyed',
  }),
  DEX_ESCALATED_KEEP: variable({
    field: 'escalatedKeepMs',
    ...kinds.duration,
    for: services,
    fallback: '7d',
    what: 'how long a request that was handed over waits for a person; then it closes and its content is destroyed',
  }),
  DEX_APPROVAL_REMIND_AFTER: variable({
    field: 'approvalRemindAfterMs',
    ...kinds.duration,
    for: ['dex'],
    fallback: '1h',
    what: 'how long until the people who may approve are reminded, written into a tenant that `dex up` makes',
  }),
  DEX_PUBLISH_WITHIN: variable({
    field: 'publishWithinMs',
    ...kinds.duration,
    for: ['gate'],
    fallback: '24h',
    what: "how long a change of a tenant's own bundle waits for the second person; then it is refused",
  }),
} as const
