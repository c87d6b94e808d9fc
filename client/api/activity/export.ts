import { randomUUID } from 'node:crypto'
import { Readable } from 'node:stream'
import { z } from 'zod'
import type { TenantId } from '#contract/ids.ts'
import { SignedLogHead } from '#contract/log-head.ts'
import { isFiltered, type LogFilter } from '#contract/log-filter.ts'
import { thinkQueue, workflowTypes } from '#contract/messages.ts'
import { appendLogAlone, readLogHead, walkLog } from '#store/log.ts'
import type { App } from '../app.ts'
import type { ApiDeps } from '../deps.ts'
import { problems } from '../problems.ts'
import { type Caller, callerOf } from '../session/caller.ts'
import { withTemporal } from '../temporal/with-temporal.ts'
import { csv } from './export/csv.ts'
import { jsonLines } from './export/json-lines.ts'
import { ocsf } from './export/ocsf.ts'
import { ActivityQuery, filterOf } from './query.ts'

const formats = { jsonl: jsonLines, csv, ocsf } as const
const Query = ActivityQuery.extend({ format: z.enum(['jsonl', 'csv', 'ocsf']).default('jsonl') })

/** `GET /api/activity/export`: streamed up to a head that the gate signs; api does not have the log key. */
export function addExportActivity(app: App, deps: ApiDeps): void {
  app.get(
    '/api/activity/export',
    {
      schema: {
        tags: ['activity'],
        summary: 'The log as JSON lines, CSV or OCSF',
        description:
          '`jsonl`: lines `{seq, hash, entry}`, then `{head: {statement, signature}}`; check it with `dex log verify`. `csv`: safe to open in a spreadsheet. `ocsf`: one event of the Open Cybersecurity Schema Framework a line. Go on with `after` = the last `seq` that came.',
        querystring: Query,
        response: {
          200: {
            description: 'the lines, as they come',
            content: {
              'application/jsonl': { schema: z.string() },
              'text/csv': { schema: z.string() },
            },
          },
          ...problems,
        },
      },
    },
    async (request, reply) => {
      const caller = callerOf(request)
      const { tenant } = caller
      const { format, after } = request.query
      const filter = filterOf(request.query)
      await noteExport(deps, caller, { format, after, filtered: isFiltered(filter) })
      // Before the first byte: an export that cannot be signed is a refusal, not half a file.
      const head = format === 'jsonl' && !isFiltered(filter) ? await signHead(deps, tenant) : null
      const last =
        head?.statement.seq ?? (await deps.database.read(tenant, (tx) => readLogHead(tenant, tx)))?.seq ?? 0
      const { type, extension, lines } = formats[format]
      void reply.type(type)
      void reply.header('content-disposition', `attachment; filename="dex-${tenant}-${last}.${extension}"`)
      const rows = walkLog((work) => deps.database.read(tenant, work), tenant, { after, last, ...filter })
      return reply.send(Readable.from(lines(rows, { head, filter: given(filter) })) as never)
    },
  )
}

const given = (filter: LogFilter): LogFilter | null => (isFiltered(filter) ? filter : null)

/** INVARIANT: on record before the first byte leaves; an export tells of itself. */
async function noteExport(
  deps: ApiDeps,
  { tenant, person }: Caller,
  detail: { format: string; after: number; filtered: boolean },
): Promise<void> {
  await appendLogAlone(tenant, deps.database, {
    v: 1,
    kind: 'activity.exported',
    at: new Date(deps.clock()).toISOString(),
    by: { role: 'api', person },
    detail,
  })
}

async function signHead(deps: ApiDeps, tenant: TenantId): Promise<SignedLogHead> {
  const head = await withTemporal(deps, tenant, deps.deadlines.answerMs, (client) =>
    client.workflow.execute(workflowTypes.signLogHead, {
      workflowId: `${tenant}/log-head/${randomUUID()}`,
      taskQueue: thinkQueue(tenant),
      workflowExecutionTimeout: deps.deadlines.answerMs,
    }),
  )
  return SignedLogHead.parse(head)
}
