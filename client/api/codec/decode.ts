import { z } from 'zod'
import { appendLog } from '#store/log.ts'
import { CodecBody, decodePayloads } from '#vault/codec/decode-route.ts'
import type { App } from '../app.ts'
import type { ApiDeps } from '../deps.ts'
import { problems } from '../problems.ts'
import { callerOf } from '../session/caller.ts'

/** `POST /codec/decode`: Temporal's codec protocol for those allowed; each look is on record. There is no encode. */
export function addDecode(app: App, deps: ApiDeps): void {
  app.post(
    '/codec/decode',
    {
      bodyLimit: 16 * 1_024 * 1_024,
      schema: {
        tags: ['operations'],
        summary: 'Open payloads of workflows',
        body: CodecBody,
        response: {
          200: z.strictObject({
            payloads: z.array(
              z.strictObject({ metadata: z.record(z.string(), z.string()), data: z.string() }),
            ),
          }),
          ...problems,
        },
      },
    },
    async (request) => {
      const { tenant, person } = callerOf(request)
      const { answer, workflows } = await decodePayloads(request.body, {
        tenant,
        tenantKeys: deps.tenantKeys,
      })
      if (workflows.length === 0) return answer
      // INVARIANT: on record before the first byte leaves.
      await deps.database.transaction(tenant, async (tx) => {
        for (const workflow of workflows) {
          await appendLog(tenant, tx, {
            v: 1,
            kind: 'content.viewed',
            at: new Date(deps.clock()).toISOString(),
            by: { role: 'api', person },
            detail: { workflow },
          })
        }
      })
      return answer
    },
  )
}
