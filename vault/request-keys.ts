import { randomBytes } from 'node:crypto'
import { constants } from 'node:fs'
import { access, open, readdir, unlink } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import { DexError } from '#contract/error.ts'
import type { RequestId, TenantId } from '#contract/ids.ts'
import { RequestId as RequestIdForm } from '#contract/ids.ts'
import { type DataKey, dataKey } from './envelope.ts'
import { checkTenant, createFile, isCode, makeKeyDirectory, readKeyFile, syncDirectory } from './key-files.ts'
import type { KeyProvider } from './key-provider.ts'

const RequestKeyFile = z.strictObject({
  version: z.literal(1),
  id: z.string().regex(/^rk_[0-9a-f]{24}$/),
  wrapped: z.base64url(),
})

/**
 * The key store outside Postgres: one key a request, in `<directory>/<tenant>/<request>.key`, wrapped by the tenant's
 * key-encryption key. Nothing is kept in memory: each use reads the file, so that a key which any process destroyed
 * is gone for all at once.
 */
export interface RequestKeys {
  /** The request's key, made if there is none. Throws `sealed` once it was destroyed: it never comes back. */
  create(tenant: TenantId, request: RequestId): Promise<DataKey>
  /** Null: destroyed, or there never was one. */
  find(tenant: TenantId, request: RequestId): Promise<DataKey | null>
  /** Ends the key for good; repeating it finishes what a crash left. */
  destroy(tenant: TenantId, request: RequestId): Promise<void>
  /** Requests whose key exists, and those whose destruction a crash cut short. For the sweeper. */
  list(tenant: TenantId): Promise<{ alive: RequestId[]; unfinished: RequestId[] }>
}

export function createRequestKeys(options: { directory: string; provider: KeyProvider }): RequestKeys {
  const { provider } = options
  const folder = (tenant: TenantId) => join(options.directory, checkTenant(tenant))
  const files = (tenant: TenantId, request: RequestId) => {
    if (!RequestIdForm.safeParse(request).success) throw new DexError('input_invalid', 'not a request’s id')
    const base = join(folder(tenant), request)
    return { key: `${base}.key`, gone: `${base}.gone` }
  }
  const label = (request: RequestId, id: string) => `request/${request}/${id}`

  async function find(tenant: TenantId, request: RequestId): Promise<DataKey | null> {
    const { key, gone } = files(tenant, request)
    const content = await readKeyFile(key)
    // INVARIANT: the tombstone is looked for after the key was read; found, the key no longer counts.
    if (!content || (await exists(gone))) return null
    const file = parseRequestKeyFile(content)
    const wrapped = Buffer.from(file.wrapped, 'base64url')
    return dataKey(file.id, await provider.unwrap(tenant, wrapped, label(request, file.id)))
  }

  return {
    find,

    async create(tenant, request) {
      const { key, gone } = files(tenant, request)
      const found = await find(tenant, request)
      if (found) return found
      if (await exists(gone)) throw new DexError('sealed', 'the key of this request was destroyed')
      await makeKeyDirectory(options.directory)
      await makeKeyDirectory(folder(tenant))
      const id = `rk_${randomBytes(12).toString('hex')}`
      const wrapped = Buffer.from(await provider.wrap(tenant, randomBytes(32), label(request, id)))
      await createFile(key, JSON.stringify({ version: 1, id, wrapped: wrapped.toString('base64url') }))
      // Destroyed meanwhile: the tombstone stands before the key is unlinked, so this look cannot miss it.
      if (await exists(gone)) {
        await erase(key)
        throw new DexError('sealed', 'the key of this request was destroyed')
      }
      const made = await find(tenant, request)
      if (!made) throw new DexError('sealed', 'the key of this request was destroyed')
      return made
    },

    async destroy(tenant, request) {
      const { key, gone } = files(tenant, request)
      await makeKeyDirectory(options.directory)
      await makeKeyDirectory(folder(tenant))
      await createFile(gone, '')
      await erase(key)
      await syncDirectory(folder(tenant))
    },

    async list(tenant) {
      const names = await readdir(folder(tenant)).catch((error: unknown) => {
        if (isCode(error, 'ENOENT')) return []
        throw error
      })
      const gone = new Set(names.filter((name) => name.endsWith('.gone')).map((name) => name.slice(0, -5)))
      const keys = names.filter((name) => name.endsWith('.key')).map((name) => name.slice(0, -4))
      return {
        alive: keys.filter((id) => !gone.has(id)) as RequestId[],
        unfinished: keys.filter((id) => gone.has(id)) as RequestId[],
      }
    },
  }
}

async function exists(path: string): Promise<boolean> {
  try {
    await access(path, constants.F_OK)
    return true
  } catch (error) {
    if (isCode(error, 'ENOENT')) return false
    throw new DexError('key_unavailable', 'the key store cannot be read', { cause: error })
  }
}

/** Overwrites before it unlinks; a file system that copies on write keeps the old block, hence the wrapping. */
async function erase(path: string): Promise<void> {
  try {
    const handle = await open(path, 'r+')
    try {
      const { size } = await handle.stat()
      await handle.write(randomBytes(size), 0, size, 0)
      await handle.sync()
    } finally {
      await handle.close()
    }
    await unlink(path)
  } catch (error) {
    if (!isCode(error, 'ENOENT')) throw error
  }
}

function parseRequestKeyFile(content: Buffer): z.infer<typeof RequestKeyFile> {
  try {
    return RequestKeyFile.parse(JSON.parse(content.toString('utf8')))
  } catch (cause) {
    throw new DexError('envelope_invalid', 'a request’s key file cannot be read', { cause })
  }
}
