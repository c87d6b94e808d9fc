import { z } from 'zod'
import { DexError } from '#contract/error.ts'
import type { TenantId } from '#contract/ids.ts'
import type { Bundle, SourceFile } from '#policy/bundle.ts'
import { toJson } from '#policy/json.ts'
import { loadBundle } from '#policy/load.ts'
import { uniteBundles } from '#policy/unite.ts'
import { publishOperatorBundle, publishTenantBundle } from '#store/bundles.ts'
import { appendLog } from '#store/log.ts'
import type { App } from '../app.ts'
import type { ApiDeps } from '../deps.ts'
import { problems } from '../problems.ts'
import { assertRunsInstallation } from '../session/installation.ts'
import { assertRole, type Caller, callerOf } from '../session/caller.ts'
import { partsInForce } from './in-force.ts'

const Body = z.strictObject({
  kind: z.enum(['operator', 'tenant']),
  files: z
    .array(z.strictObject({ path: z.string().min(1).max(500), text: z.string().max(2_000_000) }))
    .min(1)
    .max(2_000),
  reason: z.string().trim().min(1).max(1_000),
})
const Published = z.strictObject({ digest: z.string(), inForce: z.string(), rules: z.int() })

/** `POST /api/policy/publish`: loads, checks and puts in force; a bundle that does not load leaves the one in force. */
export function addPublish(app: App, deps: ApiDeps): void {
  app.post(
    '/api/policy/publish',
    {
      bodyLimit: 8 * 1_024 * 1_024,
      config: { limited: 'decisions' },
      schema: {
        tags: ['policy'],
        summary: 'Publish a policy bundle',
        description:
          'A bundle that cannot be used is refused with `problems`: file, line, column and mend of each.',
        body: Body,
        response: { 200: Published, ...problems },
      },
    },
    async (request) => {
      const caller = callerOf(request)
      const { kind, files, reason } = request.body
      // The operator's bundle is every tenant's.
      if (kind === 'operator') {
        assertRole(caller, 'operator')
        await assertRunsInstallation(deps, caller)
      }
      const bundle = load(deps, caller.tenant, kind, files)
      const united = await unite(deps, caller.tenant, bundle)
      await publish(deps, caller, bundle, reason)
      return { digest: bundle.digest, inForce: united.digest, rules: bundle.rules.length }
    },
  )
}

function load(deps: ApiDeps, tenant: TenantId, kind: 'operator' | 'tenant', files: SourceFile[]): Bundle {
  const paths = new Set(files.map((file) => file.path))
  if (paths.size !== files.length) throw new DexError('body_invalid', undefined, { extra: { path: 'files' } })
  return loadBundle(
    kind === 'operator' ? { operator: files } : { operator: [], tenant: { id: tenant, files } },
    deps.catalog,
  )
}

/** Together with the other part, as the gate will load it: what cannot be united would deny everything. */
async function unite(deps: ApiDeps, tenant: TenantId, bundle: Bundle): Promise<Bundle> {
  const parts = await partsInForce(deps, tenant)
  if (bundle.owner === 'operator') return uniteBundles(bundle, parts.tenant)
  if (!parts.operator) throw new DexError('no_policy', 'the operator has not published a bundle yet')
  return uniteBundles(parts.operator, bundle)
}

async function publish(deps: ApiDeps, caller: Caller, bundle: Bundle, reason: string): Promise<void> {
  const { tenant, person } = caller
  const publication = {
    digest: bundle.digest,
    body: JSON.parse(toJson(bundle)) as object,
    publishedBy: person,
    reason,
  }
  await deps.database.transaction(tenant, async (tx) => {
    await appendLog(tenant, tx, {
      v: 1,
      kind: 'bundle.published',
      at: new Date(deps.clock()).toISOString(),
      by: { role: 'api', person },
      detail: { digest: bundle.digest, owner: bundle.owner, rules: bundle.rules.length },
    })
    if (bundle.owner === 'tenant') await publishTenantBundle(tenant, tx, publication)
    // After the entry was written: a bundle that cannot be logged does not come into force.
    else await publishOperatorBundle(deps.database, publication)
  })
}
