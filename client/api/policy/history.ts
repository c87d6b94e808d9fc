import { z } from 'zod'
import { digestOfUnion } from '#policy/digest.ts'
import { findInForce, listBundles } from '#store/bundles.ts'
import type { Tx } from '#store/database.ts'
import { listPublications } from '#store/publications.ts'
import type { App } from '../app.ts'
import type { ApiDeps } from '../deps.ts'
import { profilesOf } from '../identity/profile.ts'
import { problems } from '../problems.ts'
import { type Caller, callerOf } from '../session/caller.ts'

const Moment = z.iso.datetime()
const Query = z.strictObject({
  digest: z.string().max(100).optional(),
  limit: z.coerce.number().int().min(1).max(500).default(50),
})

const History = z
  .strictObject({
    /** Of the operator's, of the tenant's own, and of both together. */
    inForce: z.strictObject({
      operator: z.string().nullable(),
      tenant: z.string().nullable(),
      united: z.string().nullable(),
    }),
    /** Every operator's bundle that was ever asked for or put in force; each can be published again by its digest. */
    operator: z.array(
      z.strictObject({
        digest: z.string(),
        by: z.string(),
        reason: z.string(),
        at: Moment,
        inForce: z.boolean(),
      }),
    ),
    /** What people of this tenant asked for, latest first, and what came of it. */
    publications: z.array(
      z.strictObject({
        publication: z.string(),
        owner: z.string(),
        digest: z.string(),
        kind: z.string(),
        author: z.string(),
        authorName: z.string().nullable(),
        reason: z.string(),
        loosens: z.boolean(),
        before: z.string().nullable(),
        state: z.string(),
        code: z.string().nullable(),
        approval: z.string().nullable(),
        proposedAt: Moment,
        settledAt: Moment.nullable(),
        inForce: z.boolean(),
      }),
    ),
  })
  .meta({ id: 'PolicyHistory' })
type History = z.infer<typeof History>

/** `GET /api/policy/history`: which bundles there were, who asked for each, when and why, and what is in force. */
export function addPolicyHistory(app: App, deps: ApiDeps): void {
  app.get(
    '/api/policy/history',
    {
      schema: {
        tags: ['policy'],
        summary: 'Bundles, who published them, when and why',
        querystring: Query,
        response: { 200: History, ...problems },
      },
    },
    async (request) => {
      const caller = callerOf(request)
      return deps.database.read(caller.tenant, (tx) => readHistory(deps, caller, tx, request.query))
    },
  )
}

async function readHistory(
  deps: ApiDeps,
  { tenant }: Caller,
  tx: Tx,
  { digest, limit }: z.infer<typeof Query>,
): Promise<History> {
  const inForce = await findInForce(tenant, tx)
  const { operator: operators } = await listBundles(tenant, tx)
  const rows = await listPublications(tenant, tx, { limit, ...(digest !== undefined && { digest }) })
  const approvals = new Map(
    rows.length === 0
      ? []
      : (
          await tx
            .selectFrom('approvals')
            .select(['id', 'request'])
            .where('tenant', '=', tenant)
            .where(
              'request',
              'in',
              rows.map((row) => row.id),
            )
            .execute()
        ).map((row) => [row.request, row.id] as const),
  )
  const profiles = await profilesOf(
    deps,
    tenant,
    tx,
    rows.map((row) => row.author),
  )
  // Of the same digest asked for several times only the last that came into force is the one.
  const current = (['operator', 'tenant'] as const).map((owner) =>
    rows.find((row) => row.state === 'published' && row.owner === owner && row.digest === inForce[owner]),
  )
  return {
    inForce: {
      ...inForce,
      united:
        inForce.operator === null || inForce.tenant === null
          ? inForce.operator
          : digestOfUnion(inForce.operator, inForce.tenant),
    },
    operator: operators
      .filter((row) => digest === undefined || row.digest === digest)
      .slice(0, limit)
      .map((row) => ({
        digest: row.digest,
        by: row.published_by,
        reason: row.reason,
        at: row.published_at.toISOString(),
        inForce: row.digest === inForce.operator,
      })),
    publications: rows.map((row) => ({
      publication: row.id,
      owner: row.owner,
      digest: row.digest,
      kind: row.kind,
      author: row.author,
      authorName: profiles.get(row.author)?.name ?? profiles.get(row.author)?.email ?? null,
      reason: row.reason,
      loosens: row.loosens,
      before: row.owner === 'operator' ? row.base_operator : row.base_tenant,
      state: row.state,
      code: row.code,
      approval: approvals.get(row.id) ?? null,
      proposedAt: row.proposed_at.toISOString(),
      settledAt: row.settled_at?.toISOString() ?? null,
      inForce: current.includes(row),
    })),
  }
}
