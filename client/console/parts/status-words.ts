import type { Request } from '../api/operations.ts'

export const statusWords: Readonly<Record<Request['status'], string>> = {
  investigating: 'investigating',
  waiting_approval: 'waits for approval',
  executing: 'executing',
  waiting_requester: 'waits for the requester',
  waiting_connection: 'waits for a connection',
  escalated: 'handed over',
  resolved: 'resolved',
  cancelled: 'cancelled',
}
