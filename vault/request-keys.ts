import { randomBytes } from 'node:crypto'
import { statSync } from 'node:fs'
import { readdir, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import { DexError } from '#contract/error.ts'
import type { RequestId, TenantId } from '#contract/ids.ts'
import { patterns } from '#contract/patterns.ts'
import { type DataKey, dataKey, open, seal } from './envelope.ts'
import type { EpochKeys } from './epoch-keys.ts'
import { erase } from './erase.ts'
import {
  checkTenant,
  createFile,
  isCode,
  makeKeyDirectory,
  readKeyFile,
  replaceFile,
  syncDirectory,
} from './key-files.ts'

const RequestKeyFile = z.strictObject({
  version: z.literal(1),
  id: z.string().regex(/^rk_[0-9a-f]{24}$/),
  epoch: z.string(),
  wrapped: z.base64url(),
})
type RequestKeyFile = z.infer<typeof RequestKeyFile>

/**
 * The key store outside Postgres: one key a request, in `<directory>/<tenant>/<request>.key`, wrapped by an epoch's key
 * (T24). Nothing of it is kept in memory: each use reads the file, so that a key which any process destroyed is gone for
 * all at once.
 */
export interface RequestKeys<Id extends string = RequestId> {
  /** The key, made if there is none. Throws `sealed` once it was destroyed: it never comes back. */
  create(tenant: TenantId, id: Id): Promise<DataKey>
  /** Null: destroyed, or there never was one. */
  find(tenant: TenantId, id: Id): Promise<DataKey | null>
  /** Ends the key for good; repeating it finishes what a crash left. */
  destroy(tenant: TenantId, id: Id): Promise<void>
  /** Those whose key exists, and those whose destruction a crash cut short. For the sweeper. */
  list(tenant: TenantId): Promise<{ alive: Id[]; unfinished: Id[] }>
  /** When its file was last written, in milliseconds since the epoch; 0 when there is none. */
  writtenAt(tenant: TenantId, id: Id): Promise<number>
  /** Wraps with the current epoch's key what aging ones wrapped; answers how many. Repeating it goes on. */
  leaveOldEpochs(tenant: TenantId): Promise<number>
}

export function createRequestKeys<Id extends string = RequestId>(options: {
  directory: string
  epochs: EpochKeys
  /** What an id looks like: nothing else becomes part of a path. */
  form?: RegExp
}): RequestKeys<Id> {
  const { epochs } = options
  const form = options.form ?? patterns.request
  const folder = (tenant: TenantId) => join(options.directory, checkTenant(tenant))
  const files = (tenant: TenantId, request: Id) => {
    if (!form.test(request)) throw new DexError('input_invalid', 'not the id of a key')
    const base = join(folder(tenant), request)
    return { key: `${base}.key`, gone: `${base}.gone` }
  }
  const place = (tenant: TenantId, request: Id, id: string) => ({
    tenant,
    table: 'request-keys',
    row: request,
    field: id,
  })

  async function openKey(tenant: TenantId, request: Id, file: RequestKeyFile): Promise<DataKey | null> {
    const epoch = await epochs.byId(tenant, file.epoch)
    if (!epoch) return null
    const bytes = open([epoch], Buffer.from(file.wrapped, 'base64url'), place(tenant, request, file.id))
    return dataKey(file.id, bytes)
  }

  function fileOf(tenant: TenantId, request: Id, epoch: DataKey, id: string, bytes: Uint8Array): string {
    const wrapped = Buffer.from(seal(epoch, bytes, place(tenant, request, id))).toString('base64url')
    const file: RequestKeyFile = { version: 1, id, epoch: epoch.id, wrapped }
    return JSON.stringify(file)
  }

  async function find(tenant: TenantId, request: Id): Promise<DataKey | null> {
    const { key, gone } = files(tenant, request)
    const content = await readKeyFile(key)
    // INVARIANT: the tombstone is looked for after the key was read; found, the key no longer counts.
    if (!content || exists(gone)) return null
    return openKey(tenant, request, parseRequestKeyFile(content))
  }

  async function list(tenant: TenantId): Promise<{ alive: Id[]; unfinished: Id[] }> {
    const names = await readdir(folder(tenant)).catch((cause: unknown) => {
      if (isCode(cause, 'ENOENT')) return []
      throw new DexError('key_unavailable', 'the key store cannot be read', { cause })
    })
    const gone = new Set(names.filter((name) => name.endsWith('.gone')).map((name) => name.slice(0, -5)))
    const keys = names
      .filter((name) => name.endsWith('.key'))
      .map((name) => name.slice(0, -4))
      .filter((id) => form.test(id))
    return {
      alive: keys.filter((id) => !gone.has(id)) as Id[],
      unfinished: keys.filter((id) => gone.has(id)) as Id[],
    }
  }

  return {
    find,
    list,

    async create(tenant, request) {
      const { key, gone } = files(tenant, request)
      const found = await find(tenant, request)
      if (found) return found
      if (exists(gone)) throw new DexError('sealed', 'the key of this request was destroyed')
      const epoch = await epochs.current(tenant)
      await makeKeyDirectory(options.directory)
      await makeKeyDirectory(folder(tenant))
      const id = `rk_${randomBytes(12).toString('hex')}`
      await createFile(key, fileOf(tenant, request, epoch, id, randomBytes(32)))
      // Destroyed meanwhile: the tombstone stands before the key is unlinked, so this look cannot miss it.
      if (exists(gone)) {
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

    async writtenAt(tenant, request) {
      const found = await stat(files(tenant, request).key).catch(() => null)
      return found?.mtimeMs ?? 0
    },

    async leaveOldEpochs(tenant) {
      const aging = new Set(await epochs.aging(tenant))
      if (aging.size === 0) return 0
      let moved = 0
      const { alive } = await list(tenant)
      for (const request of alive) {
        const { key, gone } = files(tenant, request)
        const content = await readKeyFile(key)
        if (!content) continue
        const file = parseRequestKeyFile(content)
        if (!aging.has(file.epoch)) continue
        const opened = await openKey(tenant, request, file)
        if (!opened) continue
        const current = await epochs.current(tenant)
        await replaceFile(key, fileOf(tenant, request, current, file.id, opened.bytes))
        // Destroyed meanwhile, and written again by the line above.
        if (exists(gone)) await erase(key)
        moved += 1
      }
      return moved
    },
  }
}

/** Without a turn of the thread pool, and without an error made for the usual answer, which is no. */
function exists(path: string): boolean {
  try {
    return statSync(path, { throwIfNoEntry: false }) !== undefined
  } catch (error) {
    throw new DexError('key_unavailable', 'the key store cannot be read', { cause: error })
  }
}

function parseRequestKeyFile(content: Buffer): z.infer<typeof RequestKeyFile> {
  try {
    return RequestKeyFile.parse(JSON.parse(content.toString('utf8')))
  } catch (cause) {
    throw new DexError('envelope_invalid', 'a request’s key file cannot be read', { cause })
  }
}
