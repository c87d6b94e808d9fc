import type { Request } from '../api/operations.ts'
import { statusWords } from './status-words.ts'

type Status = Request['status']

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
