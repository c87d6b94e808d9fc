import { randomBytes } from 'node:crypto'
import { join } from 'node:path'
import { z } from 'zod'
import { DexError } from '#contract/error.ts'
import { type DataKey, dataKey } from './envelope.ts'
import { eraseDirectory } from './erase.ts'
import { checkTenant, createFile, makeKeyDirectory, readKeyFile, replaceFile } from './key-files.ts'
import { withKeyLock } from './key-lock.ts'
import type { KeyProvider } from './key-provider.ts'

/** One purpose's keys, all of them: the current one seals, the others still open what they sealed. */
const DataKeyFile = z.strictObject({
  version: z.literal(1),
  current: z.string(),
  keys: z
    .array(z.strictObject({ id: z.string().regex(/^key_[0-9a-f]{24}$/), wrapped: z.base64url() }))
    .min(1),
})
type DataKeyFile = z.infer<typeof DataKeyFile>

/** A tenant's keys in memory. */
export interface KeyRing<Purpose extends string> {
  /** Throws `sealed` when the tenant has no key for it. */
  current(purpose: Purpose): DataKey
  /** Of any purpose; null when it is not here. Fits `open` as it is. */
  byId(id: string): DataKey | null
}

export interface DataKeys<Purpose extends string> {
  /** Makes what is missing; keys that exist stay. Safe from several processes at once. */
  create(tenant: string): Promise<void>
  /** The key that seals now. Throws `sealed` for a tenant without keys here. */
  get(tenant: string, purpose: Purpose): Promise<DataKey>
  /** Null when this tenant has no such key; keys that another process added since are found. */
  byId(tenant: string, id: string): Promise<DataKey | null>
  load(tenant: string): Promise<KeyRing<Purpose>>
  /** What `load` left in memory; null before it. */
  loaded(tenant: string): KeyRing<Purpose> | null
  /** Drops a tenant's keys from memory, after they were destroyed or rotated elsewhere. */
  forget(tenant: string): void
}

/** For those who look after them: a command of the operator's, and what ends a tenant. */
export interface ManagedDataKeys<Purpose extends string> extends DataKeys<Purpose> {
  /** A new key for each of `purposes` seals from now on; the older ones go on opening what they sealed. */
  rotate(tenant: string, purposes: readonly Purpose[]): Promise<void>
  /** Wraps every key with the provider's newest version; answers how many were not. Repeating it goes on. */
  rewrap(tenant: string): Promise<number>
  /** Ends every key of the tenant; answers the files' names. */
  destroy(tenant: string): Promise<string[]>
}

/** How long a process goes by what it read: a key that was destroyed or rotated elsewhere is noticed as soon. */
const keptMs = 30_000

/** Named data keys for each tenant, wrapped by its key-encryption key, in `<directory>/<tenant>/<purpose>.json`. */
export function createDataKeys<const Purpose extends string>(options: {
  directory: string
  provider: KeyProvider
  purposes: readonly Purpose[]
  clock?: () => number
}): ManagedDataKeys<Purpose> {
  const clock = options.clock ?? Date.now
  const rings = new Map<string, { ring: KeyRing<Purpose>; at: number }>()
  const path = (tenant: string, purpose: Purpose) =>
    join(options.directory, checkTenant(tenant), `${purpose}.json`)
  const label = (purpose: Purpose, id: string) => `${purpose}/${id}`

  async function readRing(tenant: string): Promise<KeyRing<Purpose>> {
    const current = new Map<Purpose, DataKey>()
    const all = new Map<string, DataKey>()
    for (const purpose of options.purposes) {
      const content = await readKeyFile(path(tenant, purpose))
      if (!content) continue
      const file = parseDataKeyFile(content, path(tenant, purpose))
      const opened: DataKey[] = []
      for (const { id, wrapped } of file.keys) {
        const bytes = await options.provider.unwrap(
          tenant,
          Buffer.from(wrapped, 'base64url'),
          label(purpose, id),
        )
        const key = dataKey(id, bytes)
        all.set(id, key)
        opened.push(key)
      }
      const newest = opened.find((key) => key.id === file.current)
      const older = opened.filter((key) => key !== newest)
      if (newest) current.set(purpose, dataKey(newest.id, newest.bytes, older))
    }
    if (all.size === 0) throw new DexError('sealed', `the tenant \`${tenant}\` has no keys here`)
    return {
      current(purpose) {
        const key = current.get(purpose)
        if (!key) throw new DexError('sealed', `the tenant \`${tenant}\` has no \`${purpose}\` key here`)
        return key
      },
      byId: (id) => all.get(id) ?? null,
    }
  }

  async function reload(tenant: string): Promise<KeyRing<Purpose>> {
    const ring = await readRing(tenant)
    rings.set(tenant, { ring, at: clock() })
    return ring
  }
  const loaded = (tenant: string): KeyRing<Purpose> | null => {
    const kept = rings.get(tenant)
    return kept && clock() - kept.at < keptMs ? kept.ring : null
  }
  const load = async (tenant: string) => loaded(tenant) ?? (await reload(tenant))
  const newKey = async (tenant: string, purpose: Purpose) => {
    const id = `key_${randomBytes(12).toString('hex')}`
    const wrapped = await options.provider.wrap(tenant, randomBytes(32), label(purpose, id))
    return { id, wrapped: Buffer.from(wrapped).toString('base64url') }
  }

  async function change(
    tenant: string,
    purpose: Purpose,
    next: (file: DataKeyFile) => Promise<DataKeyFile>,
  ): Promise<void> {
    const at = path(tenant, purpose)
    if (!(await readKeyFile(at))) return
    await withKeyLock(at, async () => {
      const content = await readKeyFile(at)
      if (!content) return
      await replaceFile(at, `${JSON.stringify(await next(parseDataKeyFile(content, at)))}\n`)
    })
    rings.delete(tenant)
  }

  return {
    async create(tenant) {
      await makeKeyDirectory(options.directory)
      await makeKeyDirectory(join(options.directory, checkTenant(tenant)))
      for (const purpose of options.purposes) {
        if (await readKeyFile(path(tenant, purpose))) continue
        const key = await newKey(tenant, purpose)
        const file: DataKeyFile = { version: 1, current: key.id, keys: [key] }
        await createFile(path(tenant, purpose), `${JSON.stringify(file)}\n`)
      }
      rings.delete(tenant)
    },
    load,
    loaded,
    get: async (tenant, purpose) => (await load(tenant)).current(purpose),
    byId: async (tenant, id) => (await load(tenant)).byId(id) ?? (await reload(tenant)).byId(id),
    forget: (tenant) => void rings.delete(tenant),
    async rotate(tenant, purposes) {
      for (const purpose of purposes) {
        await change(tenant, purpose, async (file) => {
          const key = await newKey(tenant, purpose)
          return { ...file, current: key.id, keys: [...file.keys, key] }
        })
      }
    },
    async rewrap(tenant) {
      let rewrapped = 0
      for (const purpose of options.purposes) {
        await change(tenant, purpose, async (file) => {
          const keys: DataKeyFile['keys'] = []
          for (const { id, wrapped } of file.keys) {
            const before = Buffer.from(wrapped, 'base64url')
            const name = label(purpose, id)
            if (await options.provider.isCurrent(tenant, before, name)) keys.push({ id, wrapped })
            else {
              const bytes = await options.provider.unwrap(tenant, before, name)
              const after = await options.provider.wrap(tenant, bytes, name)
              keys.push({ id, wrapped: Buffer.from(after).toString('base64url') })
              rewrapped += 1
            }
          }
          return { ...file, keys }
        })
      }
      return rewrapped
    },
    async destroy(tenant) {
      rings.delete(tenant)
      return eraseDirectory(join(options.directory, checkTenant(tenant)))
    },
  }
}

function parseDataKeyFile(content: Buffer, path: string): DataKeyFile {
  try {
    return DataKeyFile.parse(JSON.parse(content.toString('utf8')))
  } catch (cause) {
    throw new DexError('configuration_invalid', `\`${path}\` is not a file of data keys`, { cause })
  }
}
