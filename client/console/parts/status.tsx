import type { Request } from '../api/operations.ts'

type Status = Request['status']

export const statusWords: Readonly<Record<Status, string>> = {
  investigating: 'investigating',
  waiting_approval: 'waits for approval',
  executing: 'executing',
  waiting_requester: 'waits for the requester',
  waiting_connection: 'waits for a connection',
  escalated: 'handed over',
  resolved: 'resolved',
  cancelled: 'cancelled',
}

const shapes: Readonly<Record<Status, string>> = {
  investigating: 'runs',
  executing: 'runs',
  waiting_approval: 'asks',
  waiting_requester: 'asks',
  waiting_connection: 'asks',
  escalated: 'person',
  resolved: 'done',
  cancelled: 'ended',
}

/** A shape and a word; the colour only repeats them. */
export function Status({ status }: { status: Status }) {
  return (
    <span className={`status status-${shapes[status]}`}>
      <span className="status-shape" aria-hidden />
      {statusWords[status]}
    </span>
  )
}
