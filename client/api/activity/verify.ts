import { z } from 'zod'
import type { TenantId } from '#contract/ids.ts'
import { readLogHead, walkLog } from '#store/log.ts'
import { followChain } from '#vault/log-chain.ts'
import type { App } from '../app.ts'
import type { ApiDeps } from '../deps.ts'
import { problems } from '../problems.ts'
import { callerOf } from '../session/caller.ts'

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

/** What the database alone can tell: whoever rewrites it whole is found by checkpoints that were kept elsewhere. */
export async function verifyLog(
  { database }: { database: Pick<ApiDeps['database'], 'read'> },
  tenant: TenantId,
): Promise<z.infer<typeof Verified>> {
  const chain = followChain()
  const head = (await database.read(tenant, (tx) => readLogHead(tenant, tx))) ?? {
    seq: 0,
    hash: chain.hash,
  }
  const rows = walkLog((work) => database.read(tenant, work), tenant, { after: 0, last: head.seq })
  for await (const { seq, hash, entry } of rows) {
    if (!chain.take(seq, hash, entry)) return { intact: false, seq: chain.seq, brokenAt: chain.seq + 1 }
  }
  const { seq } = chain
  if (seq !== head.seq) return { intact: false, seq, brokenAt: seq + 1 }
  if (chain.hash !== head.hash) return { intact: false, seq: seq - 1, brokenAt: seq }
  return { intact: true, seq }
}
