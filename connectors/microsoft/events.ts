import type {
  AuditEvent as GraphAuditEvent,
  DirectoryAudit as GraphDirectoryAudit,
} from '@microsoft/microsoft-graph-types'
import { z } from 'zod'
import type { Clock } from '#contract/clock.ts'
import type { PlatformEvent } from '#contract/connector.ts'
import { DexError } from '#contract/error.ts'
import { collect } from './collect.ts'
import { instant, literal } from './odata.ts'
import type { Graph } from './run.ts'
import type { FieldsOf } from './answer.ts'

const EVENTS_MAX = 500
const TYPES_MAX = 20
/** Entra keeps 30 days of what its lowest paid plan shows. */
const RETENTION_MS = 29 * 86_400_000

export interface EventQuery {
  types: readonly string[]
  targetId: string
  /** ISO 8601. */
  since: string
}

const Audit = z.object({
  id: z.string(),
  activityDisplayName: z.string(),
  activityDateTime: z.string(),
  result: z.string(),
  initiatedBy: z.object({ user: z.object({ id: z.string().nullish() }).nullish() }).nullish(),
} satisfies FieldsOf<GraphDirectoryAudit>)

const DeviceAudit = z.object({
  id: z.string(),
  activityType: z.string(),
  activityDateTime: z.string(),
  activityResult: z.string().nullish(),
  actor: z.object({ userId: z.string().nullish() }).nullish(),
  resources: z
    .array(z.object({ resourceId: z.string().nullish() }))
    .nullish()
    .transform((value) => value ?? []),
} satisfies FieldsOf<GraphAuditEvent>)

/**
 * Successful events of these types on this target, from Entra's audit log, or from Intune's for what is done to a device.
 * The logs lag by minutes: absent is not "did not happen". INVARIANT: `requestId` is null, since Graph's request id is in
 * neither log; their correlation id is the platform's own.
 */
export async function listEvents(graph: Graph, query: EventQuery, clock: Clock): Promise<PlatformEvent[]> {
  const since = Date.parse(query.since)
  if (query.types.length > TYPES_MAX || Number.isNaN(since)) {
    throw new DexError('platform_invalid', 'not a question for the audit log')
  }
  // Exchange's and some others' writes leave nothing that a delegation could read.
  if (query.types.length === 0) return []
  // The logs' moments are cut to seconds.
  const from = Math.floor(Math.max(since, clock() - RETENTION_MS) / 1_000) * 1_000
  const onDevice = query.types.every((type) => type.endsWith(' ManagedDevice'))
  return onDevice ? deviceEvents(graph, query, from) : directoryEvents(graph, query, from)
}

async function directoryEvents(graph: Graph, query: EventQuery, from: number): Promise<PlatformEvent[]> {
  const types = query.types.map((type) => `activityDisplayName eq ${literal(type)}`).join(' or ')
  const audits = await collect(
    graph,
    {
      path: 'auditLogs/directoryAudits',
      filter: `activityDateTime ge ${instant(from)} and targetResources/any(t:t/id eq ${literal(query.targetId)}) and (${types})`,
    },
    Audit,
    EVENTS_MAX,
  )
  return audits
    .filter((audit) => audit.result === 'success')
    .map((audit) => ({
      id: audit.id,
      type: audit.activityDisplayName,
      published: audit.activityDateTime,
      requestId: null,
      actorId: audit.initiatedBy?.user?.id ?? null,
    }))
}

async function deviceEvents(graph: Graph, query: EventQuery, from: number): Promise<PlatformEvent[]> {
  const events = await collect(
    graph,
    { path: 'deviceManagement/auditEvents', filter: `activityDateTime ge ${instant(from)}` },
    DeviceAudit,
    EVENTS_MAX,
  )
  return events
    .filter(
      (event) =>
        query.types.includes(event.activityType) &&
        event.activityResult === 'Success' &&
        event.resources.some((resource) => resource.resourceId === query.targetId),
    )
    .map((event) => ({
      id: event.id,
      type: event.activityType,
      published: event.activityDateTime,
      requestId: null,
      actorId: event.actor?.userId ?? null,
    }))
}
