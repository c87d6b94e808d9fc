import { resolve } from 'node:path'
import { z } from 'zod'
import { catalog } from '#catalog/index.ts'
import { isDexError } from '#contract/error.ts'
import { loadBundle } from '#policy/load.ts'
import { createDatabase } from '#store/database.ts'
import { adminUrlOf } from '../admin-database.ts'
import type { Run } from '../command.ts'
import { signedInClient } from '../with-session.ts'
import type { PublishOptions } from './commands.ts'
import { publishOperatorDirectory } from './publish-operator.ts'
import { readBundleFiles } from './read-bundle-files.ts'

export interface Published {
  owner: 'operator' | 'tenant'
  digest: string
  rules: number
}

/**
 * Through the api as the signed-in person; the operator's bundle also as the database's owner, with `--owner` or where
 * nobody is signed in. A bundle that does not load is refused here, with every place, before anything is asked.
 */
export async function publishDirectory(
  run: Run,
  directory: string,
  options: PublishOptions,
): Promise<Published> {
  const files = await readBundleFiles(directory)
  const owner = options.tenant ? 'tenant' : 'operator'
  loadBundle(options.tenant ? { operator: [], tenant: { id: null, files } } : { operator: files }, catalog)
  const client = options.owner ? null : await signedInOrNull(run, options.tenant)
  if (client === null) return { owner, ...(await asOwner(run, directory, options.reason)) }
  const body = { kind: owner, files, reason: options.reason }
  const answer = z.looseObject({ digest: z.string(), rules: z.int() })
  const { digest, rules } = await client.post('/api/policy/publish', body, answer)
  return { owner, digest, rules }
}

async function signedInOrNull({ data }: Run, required: boolean) {
  try {
    return await signedInClient(data)
  } catch (error) {
    if (!required && isDexError(error, 'unauthenticated')) return null
    throw error
  }
}

async function asOwner({ io, data }: Run, directory: string, reason: string) {
  const url = await adminUrlOf(resolve(data), io.env)
  const database = createDatabase({ url, applicationName: 'dex-publish', connectionsMax: 1 })
  try {
    return await publishOperatorDirectory(database, directory, reason)
  } finally {
    await database.close()
  }
}
