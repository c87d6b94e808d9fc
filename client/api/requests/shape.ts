import { z } from 'zod'
import { Assurance, Channel, RequestStatus } from '#contract/request.ts'
import { RequestId } from '#contract/ids.ts'
import type { RequestRow } from '#store/requests.ts'
import type { Caller } from '../session/caller.ts'
import { isOwn } from './see.ts'

const Moment = z.iso.datetime()

/** The record of a request: ids, codes and times. */
export const RequestView = z
  .strictObject({
    id: RequestId,
    workflowId: z.string(),
    source: z.string(),
    channel: Channel,
    assurance: Assurance,
    requester: z.string().nullable(),
    /** Who asks, by name where they signed in, else as the source says while the content stands. */
    requesterName: z.string().nullable(),
    /** What was asked, in the requester's own words; null where it is not the caller's to see, and after the close. */
    title: z.string().nullable(),
    mine: z.boolean(),
    status: RequestStatus,
    statusCode: z.string().nullable(),
    actions: z.array(z.string()),
    risk: z.string(),
    turns: z.int(),
    denials: z.int(),
    tokens: z.int(),
    openedAt: Moment,
    updatedAt: Moment,
    closedAt: Moment.nullable(),
    contentDestroyedAt: Moment.nullable(),
  })
  .meta({ id: 'Request' })
export type RequestView = z.infer<typeof RequestView>

const iso = (at: Date | null): string | null => at?.toISOString() ?? null

/** What of a request is not in its row. */
export interface Told {
  title: string | null
  requesterName: string | null
}

export const untold: Told = { title: null, requesterName: null }

export const viewOf = (caller: Caller, row: RequestRow, told: Told): RequestView => ({
  id: row.id as RequestId,
  workflowId: row.workflow_id,
  source: row.source,
  channel: row.channel as Channel,
  assurance: row.assurance as Assurance,
  requester: row.requester_person,
  requesterName: told.requesterName,
  title: told.title,
  mine: isOwn(caller, row),
  status: row.status as RequestStatus,
  statusCode: row.status_code,
  actions: row.actions,
  risk: row.risk,
  turns: row.turns,
  denials: row.denials,
  tokens: Number(row.tokens),
  openedAt: row.opened_at.toISOString(),
  updatedAt: row.updated_at.toISOString(),
  closedAt: iso(row.closed_at),
  contentDestroyedAt: iso(row.destroyed_at),
})
