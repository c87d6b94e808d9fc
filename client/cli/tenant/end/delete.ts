import { unlink } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { DexError } from '#contract/error.ts'
import type { TenantId } from '#contract/ids.ts'
import { type Configuration, readConfiguration } from '#process/configuration/read.ts'
import type { Database } from '#store/database.ts'
import { deleteRows } from '#store/delete-tenant.ts'
import { findNamespace } from '#store/tenants.ts'
import { loadSigner } from '#vault/signing.ts'
import type { Run } from '../../command.ts'
import { withTemporalAddress } from '../../temporal-address.ts'
import { openPlaces } from '../../key/open-places.ts'
import { type Places, placesOf } from '../../up/places.ts'
import {
  type Certificate,
  type Progress,
  readProgress,
  writeCertificate,
  writeProgress,
} from './certificate.ts'
import { endWorkflows } from './end-workflows.ts'
import { revokeConnections } from './revoke-connections.ts'
import { asOwner, changeState, tenantOf } from './state.ts'

/** Until every worker has seen that the tenant is being deleted, in milliseconds. */
const noticedMs = 3_000

/**
 * Ends a tenant: keys first, so that from then on nothing of it can be read, in no backup either; then its delegations at
 * the vendors and the key that opened those, workflows, schedules, rows. Ends with a signed certificate. Run again, it goes
 * on where it was stopped.
 */
export async function deleteTenant(
  run: Run,
  name: string,
  options: { confirm: string; noticedMs?: number },
): Promise<{ certificate: Certificate; path: string }> {
  const tenant = tenantOf(name)
  if (options.confirm !== name) {
    throw new DexError('usage', `what is to be deleted for ever is \`${name}\``, {
      mend: `say it twice: --confirm ${name}`,
    })
  }
  const data = resolve(run.data)
  const configuration = await withTemporalAddress(
    data,
    readConfiguration('dex', { ...run.io.env, DEX_DATA: data }),
  )
  const places = placesOf(data)
  const directory = join(data, 'certificates')
  const progress = await readProgress(directory, tenant)
  return asOwner(run, async (database) => {
    // Without a row the last step was reached: what is left is to sign.
    if (progress.rows === undefined) {
      if (await changeState(database, tenant, 'deleting')) await setTimeout(options.noticedMs ?? noticedMs)
      await destroyAll({ database, tenant, configuration, places, directory, progress })
    }
    return certify(directory, tenant, progress, places)
  })
}

interface Ending {
  database: Database
  tenant: TenantId
  configuration: Configuration<'dex'>
  places: Places
  directory: string
  progress: Progress
}

async function destroyAll(ending: Ending): Promise<void> {
  const { database, tenant, configuration, places, directory, progress } = ending
  const keys = openPlaces(places, configuration)
  const done = async <Step extends keyof Progress>(step: Step, result: Progress[Step]): Promise<void> => {
    progress[step] = result
    await writeProgress(directory, tenant, progress)
  }
  await done('logHead', progress.logHead ?? (await logHead(database, tenant)))
  for (const scope of ['shared', 'api'] as const) {
    if (progress.keys[scope]?.kek) continue
    await done('keys', { ...progress.keys, [scope]: await keys[scope].destroyTenant(tenant) })
  }
  if (!progress.connections) {
    await done('connections', await revokeConnections(database, tenant, keys.gate, configuration))
  }
  if (!progress.keys.gate?.kek) {
    await done('keys', { ...progress.keys, gate: await keys.gate.destroyTenant(tenant) })
  }
  await done('workflows', await endWorkflows(configuration, tenant, await findNamespace(tenant, database)))
  await done('rows', await deleteRows(database, tenant))
}

async function logHead(database: Database, tenant: TenantId): Promise<{ seq: string; hash: string }> {
  const head = await database.read(tenant, (tx) =>
    tx.selectFrom('log_heads').select(['seq', 'hash']).where('tenant', '=', tenant).executeTakeFirst(),
  )
  return { seq: String(head?.seq ?? 0), hash: head?.hash.toString('hex') ?? '' }
}

async function certify(
  directory: string,
  tenant: TenantId,
  progress: Progress,
  places: Places,
): Promise<{ certificate: Certificate; path: string }> {
  const { keys, connections, workflows, rows, logHead: head } = progress
  const { shared, api, gate } = keys
  if (!shared || !api || !gate || !connections || !workflows || !rows || !head) {
    throw new DexError('internal', 'a step is missing')
  }
  const signer = await loadSigner(places.keysGate, 'log')
  const ends = [shared, api, gate].flatMap(({ kek }) => kek?.endsAt ?? []).toSorted()
  const finishedAt = new Date().toISOString()
  const certificate: Certificate = {
    type: 'dex/tenant-deleted/v1',
    tenant,
    startedAt: progress.startedAt,
    finishedAt,
    keys: { shared, api, gate },
    providerHasNoneFrom: ends.at(-1) ?? finishedAt,
    connections,
    workflows,
    rows,
    logHead: head,
    keyId: signer.keyId,
  }
  const path = await writeCertificate(directory, certificate, signer)
  await unlink(join(directory, `${tenant}.progress.json`))
  return { certificate, path }
}
