import { resolve } from 'node:path'
import { catalog } from '#catalog/index.ts'
import { durationMs } from '#contract/duration.ts'
import { DexError, isDexError } from '#contract/error.ts'
import type { SourceFile } from '#policy/bundle.ts'
import { loadBundle } from '#policy/load.ts'
import { createDatabase } from '#store/database.ts'
import { adminUrlOf } from '../admin-database.ts'
import type { ApiClient } from '../api-client.ts'
import type { Run } from '../command.ts'
import { type ExitCode, exitCodes } from '../exit-codes.ts'
import { signedInClient } from '../with-session.ts'
import { judgeAsOwner } from './judge-as-owner.ts'
import { Published } from './published.ts'
import { publishOperatorDirectory } from './publish-operator.ts'
import { readBundleFiles } from './read-bundle-files.ts'
import { sayPublished } from './say-published.ts'
import { waitSettled } from './wait-settled.ts'

export interface PublishOptions {
  tenant: boolean
  owner: boolean
  reason: string
  digest?: string
  wait?: string
}

/**
 * Through the api as the signed-in person, to whom a second one has to agree; the operator's bundle also at once as the
 * database's owner, with `--owner` or where nobody is signed in. A bundle that does not load is refused here, with every place, before anything is asked. Exit code 0
 * when it is in force or waits for its second person; with `--wait` 1 unless it came into force.
 */
export async function publishBundle(
  run: Run,
  directory: string | undefined,
  options: PublishOptions,
): Promise<ExitCode> {
  const waitMs = options.wait === undefined ? 0 : durationMs(options.wait)
  assertUse(directory, options, waitMs)
  const files = directory === undefined ? null : await readBundleFiles(directory)
  if (files) {
    loadBundle(options.tenant ? { operator: [], tenant: { id: null, files } } : { operator: files }, catalog)
  }
  const client = options.owner ? null : await signedInOrNull(run, options.tenant || files === null)
  const answer =
    client === null
      ? await asOwner(run, directory ?? '', files ?? [], options.reason)
      : await client.post('/api/policy/publish', bodyOf(options, files), Published)
  const settled =
    client && waitMs > 0 && answer.state !== 'in_force' ? await waitSettled(client, answer, waitMs) : null
  const state = settled?.state === 'published' ? 'in_force' : (settled?.state ?? answer.state)
  const result = { published: state === 'in_force', ...answer, state, code: settled?.code ?? null }
  run.out.result(result, () => sayPublished(result, client?.url ?? null))
  return waitMs > 0 && state !== 'in_force' ? exitCodes.no : exitCodes.done
}

function assertUse(directory: string | undefined, options: PublishOptions, waitMs: number): void {
  if ((directory === undefined) === (options.digest === undefined)) {
    throw new DexError('usage', 'one of a directory and --digest is published', {
      mend: 'name a directory, or with --digest a bundle of dex policy history',
    })
  }
  if (options.digest !== undefined && options.owner)
    throw new DexError('usage', '--digest is for who is signed in', {
      mend: 'dex login, or name a directory',
    })
  if (options.tenant && options.owner)
    throw new DexError('usage', "a tenant's own bundle has no other way than its people", {
      mend: 'leave --owner out, and sign in: dex login',
    })
  if (Number.isNaN(waitMs))
    throw new DexError('usage', `--wait \`${options.wait}\` is not a duration`, {
      mend: 'write one such as 30s, 10m, 4h',
    })
}

const bodyOf = ({ tenant, digest, reason }: PublishOptions, files: SourceFile[] | null) => ({
  kind: tenant ? 'tenant' : 'operator',
  reason,
  ...(files === null ? { digest } : { files }),
})

async function signedInOrNull({ data }: Run, required: boolean): Promise<ApiClient | null> {
  try {
    return await signedInClient(data)
  } catch (error) {
    if (!required && isDexError(error, 'unauthenticated')) return null
    throw error
  }
}

async function asOwner(
  { io, data }: Run,
  directory: string,
  files: SourceFile[],
  reason: string,
): Promise<Published> {
  const url = await adminUrlOf(resolve(data), io.env)
  const database = createDatabase({ url, applicationName: 'dex-publish', connectionsMax: 1 })
  try {
    const judged = await judgeAsOwner(database, files)
    await publishOperatorDirectory(database, directory, reason)
    const { digest } = judged
    const common = { state: 'in_force', owner: 'operator' as const, publication: null, approval: null }
    return { ...judged, ...common, digest, inForce: digest }
  } finally {
    await database.close()
  }
}
