import { z } from 'zod'
import type { TenantId } from '#contract/ids.ts'
import { readLogHead } from '#store/log.ts'
import { logEntryHash, logGenesis } from '#vault/hashes.ts'
import type { App } from '../app.ts'
import type { ApiDeps } from '../deps.ts'
import { problems } from '../problems.ts'
import { callerOf } from '../session/caller.ts'
import { walkLog } from './walk.ts'

const Verified = z.strictObject({
  intact: z.boolean(),
  /** The last position that is proven. */
  seq: z.int(),
  /** The first position that is edited, missing or out of order; the head's own when only that differs. */
  brokenAt: z.int().optional(),
})

/** `GET /api/activity/verify`: every entry hashed again, against the tenant's head row. */
export function addVerifyActivity(app: App, deps: ApiDeps): void {
  app.get(
    '/api/activity/verify',
    {
      schema: {
        tags: ['activity'],
        summary: 'Prove the chain',
        response: { 200: Verified, ...problems },
      },
    },
    async (request) => verifyLog(deps, callerOf(request).tenant),
  )
}

export async function verifyLog(deps: ApiDeps, tenant: TenantId): Promise<z.infer<typeof Verified>> {
  const head = (await deps.database.transaction(tenant, (tx) => readLogHead(tenant, tx))) ?? {
    seq: 0,
    hash: Buffer.from(logGenesis()).toString('hex'),
  }
  let hash = logGenesis()
  let seq = 0
  for await (const row of walkLog(deps, tenant, head.seq)) {
    const next = logEntryHash(hash, row.seq, row.entry)
    if (row.seq !== seq + 1 || Buffer.from(next).toString('hex') !== row.hash) {
      return { intact: false, seq, brokenAt: seq + 1 }
    }
    hash = next
    seq = row.seq
  }
  if (seq !== head.seq) return { intact: false, seq, brokenAt: seq + 1 }
  if (Buffer.from(hash).toString('hex') !== head.hash) return { intact: false, seq: seq - 1, brokenAt: seq }
  return { intact: true, seq }
}
