import { randomUUID } from 'node:crypto'
import { Readable } from 'node:stream'
import type { TenantId } from '#contract/ids.ts'
import { SignedLogHead } from '#contract/log-head.ts'
import { thinkQueue, workflowTypes } from '#contract/messages.ts'
import type { App } from '../app.ts'
import type { ApiDeps } from '../deps.ts'
import { problems } from '../problems.ts'
import { callerOf } from '../session/caller.ts'
import { withTemporal } from '../temporal/with-temporal.ts'
import { walkLog } from './walk.ts'

/** `GET /api/activity/export`: JSON lines up to a head that the gate signs; api does not have the log key. */
export function addExportActivity(app: App, deps: ApiDeps): void {
  app.get(
    '/api/activity/export',
    {
      schema: {
        tags: ['activity'],
        summary: 'The whole log as JSON lines',
        description:
          'Lines `{seq, hash, entry}`, then `{head: {statement, signature}}`; check it with `dex log verify`.',
        response: problems,
      },
    },
    async (request, reply) => {
      const { tenant } = callerOf(request)
      // Before the first byte: an export that cannot be signed is a refusal, not half a file.
      const head = await signHead(deps, tenant)
      void reply.type('application/jsonl; charset=utf-8')
      void reply.header(
        'content-disposition',
        `attachment; filename="dex-${tenant}-${head.statement.seq}.jsonl"`,
      )
      return reply.send(Readable.from(lines(deps, tenant, head)) as never)
    },
  )
}

async function signHead(deps: ApiDeps, tenant: TenantId): Promise<SignedLogHead> {
  const head = await withTemporal(deps, deps.deadlines.answerMs, (client) =>
    client.workflow.execute(workflowTypes.signLogHead, {
      workflowId: `${tenant}/log-head/${randomUUID()}`,
      taskQueue: thinkQueue(tenant),
      workflowExecutionTimeout: deps.deadlines.answerMs,
    }),
  )
  return SignedLogHead.parse(head)
}

async function* lines(deps: ApiDeps, tenant: TenantId, head: SignedLogHead): AsyncGenerator<string> {
  for await (const { seq, hash, entry } of walkLog(deps, tenant, head.statement.seq)) {
    yield `${JSON.stringify({ seq, hash, entry })}\n`
  }
  yield `${JSON.stringify({ head })}\n`
}
