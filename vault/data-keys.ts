import { randomBytes } from 'node:crypto'
import { join } from 'node:path'
import { z } from 'zod'
import { DexError } from '#contract/error.ts'
import { type DataKey, dataKey } from './envelope.ts'
import { checkTenant, createFile, makeKeyDirectory, readKeyFile } from './key-files.ts'
import type { KeyProvider } from './key-provider.ts'

/** One purpose's keys, all of them: the current one seals, the others still open what they sealed. */
const DataKeyFile = z.strictObject({
  version: z.literal(1),
  current: z.string(),
  keys: z
    .array(z.strictObject({ id: z.string().regex(/^key_[0-9a-f]{24}$/), wrapped: z.base64url() }))
    .min(1),
})

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

/** Named data keys for each tenant, wrapped by its key-encryption key, in `<directory>/<tenant>/<purpose>.json`. */
export function createDataKeys<const Purpose extends string>(options: {
  directory: string
  provider: KeyProvider
  purposes: readonly Purpose[]
}): DataKeys<Purpose> {
  const rings = new Map<string, KeyRing<Purpose>>()
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
      for (const { id, wrapped } of file.keys) {
        const bytes = await options.provider.unwrap(
          tenant,
          Buffer.from(wrapped, 'base64url'),
          label(purpose, id),
        )
        const key = dataKey(id, bytes)
        all.set(id, key)
        if (id === file.current) current.set(purpose, key)
      }
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
    rings.set(tenant, ring)
    return ring
  }
  const load = async (tenant: string) => rings.get(tenant) ?? (await reload(tenant))

  return {
    async create(tenant) {
      await makeKeyDirectory(options.directory)
      await makeKeyDirectory(join(options.directory, checkTenant(tenant)))
      for (const purpose of options.purposes) {
        if (await readKeyFile(path(tenant, purpose))) continue
        const id = `key_${randomBytes(12).toString('hex')}`
        const wrapped = await options.provider.wrap(tenant, randomBytes(32), label(purpose, id))
        const file: z.infer<typeof DataKeyFile> = {
          version: 1,
          current: id,
          keys: [{ id, wrapped: Buffer.from(wrapped).toString('base64url') }],
        }
        await createFile(path(tenant, purpose), `${JSON.stringify(file)}\n`)
      }
      rings.delete(tenant)
    },
    load,
    loaded: (tenant) => rings.get(tenant) ?? null,
    get: async (tenant, purpose) => (await load(tenant)).current(purpose),
    byId: async (tenant, id) => (await load(tenant)).byId(id) ?? (await reload(tenant)).byId(id),
    forget: (tenant) => void rings.delete(tenant),
  }
}

function parseDataKeyFile(content: Buffer, path: string): z.infer<typeof DataKeyFile> {
  try {
    return DataKeyFile.parse(JSON.parse(content.toString('utf8')))
  } catch (cause) {
    throw new DexError('configuration_invalid', `\`${path}\` is not a file of data keys`, { cause })
  }
}
