import { z } from 'zod'
import { DexError } from '#contract/error.ts'
import { Digest } from '#contract/ids.ts'
import { findInForce, findOperatorBundle, findTenantBundle, loadBundles } from '#store/bundles.ts'
import { findFactSources } from '#store/fact-sources.ts'
import type { App } from '../app.ts'
import type { ApiDeps } from '../deps.ts'
import { problems } from '../problems.ts'
import { assertRole, type Caller, callerOf } from '../session/caller.ts'
import { assertRunsInstallation } from '../session/installation.ts'
import { type BundleJudge, createBundleJudge } from './judge/in-child.ts'
import type { Case } from './judge/judge.ts'
import { propose } from './propose.ts'
import { PublishAnswer } from './shape.ts'

const File = z.strictObject({ path: z.string().min(1).max(500), text: z.string().max(2_000_000) })
const Body = z
  .strictObject({
    kind: z.enum(['operator', 'tenant']),
    files: z.array(File).min(1).max(2_000).optional(),
    /** Of a bundle that was published before: rollback. */
    digest: Digest.optional(),
    reason: z.string().trim().min(1).max(1_000),
  })
  .refine((body) => (body.files === undefined) !== (body.digest === undefined), {
    error: 'either `files` or `digest`',
  })
type Body = z.infer<typeof Body>

/**
 * `POST /api/policy/publish`: loads, tests, compares and analyses a bundle, and proposes it: the operator's by operators of
 * the tenant that runs the installation. The gate puts it in force when a second person agreed.
 * What does not load leaves the one in force.
 */
export function addPublish(app: App, deps: ApiDeps): void {
  const judge = createBundleJudge(deps.judging)
  app.post(
    '/api/policy/publish',
    {
      bodyLimit: 8 * 1_024 * 1_024,
      config: { limited: 'decisions' },
      schema: {
        tags: ['policy'],
        summary: 'Publish a policy bundle, or an older one again',
        description:
          'A bundle that cannot be used, or whose tests fail, is refused with `problems`: file, line, column and mend of each. ' +
          '202: a second person has to approve it; it is not in force before.',
        body: Body,
        response: { 200: PublishAnswer, 202: PublishAnswer, ...problems },
      },
    },
    async (request, reply) => {
      const caller = callerOf(request)
      // The operator's bundle is every tenant's.
      if (request.body.kind === 'operator') {
        assertRole(caller, 'operator')
        await assertRunsInstallation(deps, caller)
      }
      const answer = await publish(deps, judge, caller, request.body)
      return reply.code(answer.state === 'in_force' ? 200 : 202).send(answer)
    },
  )
}

async function publish(
  deps: ApiDeps,
  judge: BundleJudge,
  caller: Caller,
  body: Body,
): Promise<PublishAnswer> {
  const { base, about } = await caseOf(deps, caller, body)
  if (base.operator === null)
    throw new DexError('no_policy', 'the operator has not published a bundle yet', {
      mend: 'the first comes from the database’s owner: dex policy publish DIR --owner',
    })
  const judged = await judge(about)
  const kind = body.digest === undefined ? 'publish' : 'rollback'
  return propose(deps, caller, { ...judged, owner: body.kind, kind, reason: body.reason, base })
}

/** What is in force, and what is to be, as they stand at one moment. Throws `not_found` for a digest that was never published. */
async function caseOf(deps: ApiDeps, { tenant }: Caller, { kind, files, digest }: Body) {
  if (files && new Set(files.map((file) => file.path)).size !== files.length)
    throw new DexError('body_invalid', undefined, { extra: { path: 'files' } })
  return deps.database.read(tenant, async (tx) => {
    const base = await findInForce(tenant, tx)
    const inForce = await loadBundles(tenant, tx, base)
    const older =
      digest &&
      (kind === 'operator'
        ? await findOperatorBundle(tx, digest)
        : await findTenantBundle(tenant, tx, digest))
    if (digest && !older)
      throw new DexError('not_found', `no bundle \`${digest}\` was ever published`, {
        mend: 'see dex policy history',
      })
    const proposed = older ? { body: older.body } : { files: files ?? [] }
    const sources = [await findFactSources(tenant, tx)]
    const about: Case = { tenant, owner: kind, inForce, proposed, sources }
    return { base, about }
  })
}
