import { z } from 'zod'
import type { TenantId } from '#contract/ids.ts'
import type { Tx } from '#store/database.ts'
import { listLineSteps } from '#store/bulk.ts'
import { readLog } from '#store/log.ts'

/** One entry of the log as a request's page tells it: ids, codes and times. */
export const EventView = z
  .strictObject({
    seq: z.int(),
    kind: z.string(),
    at: z.iso.datetime(),
    role: z.string(),
    person: z.string().nullable(),
    name: z.string().nullable(),
    step: z.int().nullable(),
    action: z.string().nullable(),
    target: z.strictObject({ platform: z.string(), type: z.string(), id: z.string() }).nullable(),
    code: z.string().nullable(),
    approval: z.string().nullable(),
    platformRequestId: z.string().nullable(),
    platformEventId: z.string().nullable(),
    detail: z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()])),
  })
  .meta({ id: 'StoryEvent' })
export type EventView = z.infer<typeof EventView>

const Entry = z.looseObject({
  kind: z.string(),
  at: z.string(),
  by: z.looseObject({ role: z.string(), person: z.string().optional() }),
  step: z.int().optional(),
  action: z.string().optional(),
  target: z.looseObject({ platform: z.string(), type: z.string(), id: z.string() }).nullish(),
  code: z.string().optional(),
  approval: z.string().optional(),
  statement: z.looseObject({ approver: z.looseObject({ person: z.string() }).optional() }).optional(),
  platform: z
    .looseObject({ requestId: z.string().nullable(), eventId: z.string().nullable().optional() })
    .optional(),
  detail: z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()])).optional(),
})

const entriesMax = 1_000
const pageEntries = 1_000

async function* entriesOf(tenant: TenantId, tx: Tx, request: string) {
  for (let after = 0; ; ) {
    const rows = await readLog(tenant, tx, { after, limit: pageEntries, request })
    yield* rows
    if (rows.length < pageEntries) return
    after = rows.at(-1)?.seq ?? after
  }
}

/** What the log holds of one request, in order. */
export async function readEvents(
  tenant: TenantId,
  tx: Tx,
  request: string,
  nameOf: (person: string) => Promise<string | null>,
): Promise<EventView[]> {
  const events: EventView[] = []
  const ofLines = new Set(await listLineSteps(tenant, tx, request))
  for await (const { seq, entry } of entriesOf(tenant, tx, request)) {
    const { by, target = null, platform, ...rest } = Entry.parse(JSON.parse(entry))
    // What became of each line stands with its list.
    const ofLine = rest.detail?.['position'] ?? rest.detail?.['line']
    if (ofLines.has(rest.step ?? 0) || ofLine !== undefined) continue
    if (events.length >= entriesMax) break
    const person = by.person ?? rest.statement?.approver?.person ?? null
    events.push({
      seq,
      kind: rest.kind,
      at: rest.at,
      role: by.role,
      person,
      name: person === null ? null : await nameOf(person),
      step: rest.step ?? null,
      action: rest.action ?? null,
      target: target && { platform: target.platform, type: target.type, id: target.id },
      code: rest.code ?? null,
      approval: rest.approval ?? null,
      platformRequestId: platform?.requestId ?? null,
      platformEventId: platform?.eventId ?? null,
      detail: rest.detail ?? {},
    })
  }
  return events
}
