import { syslogFrame } from '#channels/siem/syslog.ts'
import type { SendStream } from '#egress/stream.ts'
import type { PushTarget } from './push-target.ts'

/** One connection a batch: it ends when the other side has read all of it and closes too. */
export const createSyslogTarget = (send: SendStream): PushTarget => ({
  name: 'syslog',
  send: (entries) => send(Buffer.concat(entries.map(syslogFrame))),
})
