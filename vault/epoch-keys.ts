import { randomBytes } from 'node:crypto'
import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import { DexError } from '#contract/error.ts'
import { type DataKey, dataKey } from './envelope.ts'
import { erase } from './erase.ts'
import { checkTenant, createFile, isCode, makeKeyDirectory, readKeyFile, replaceFile } from './key-files.ts'
import type { KeyProvider } from './key-provider.ts'

const EpochFile = z.strictObject({
  version: z.literal(1),
  /** Milliseconds since the epoch, when it was made, and chance. */
  id: z.string().regex(/^ep_\d{13}_[0-9a-f]{24}$/),
  wrapped: z.base64url(),
})

/**
 * The keys that wrap requests' keys: each wraps for half its life, is left by the third quarter's begin, and is destroyed
 * before its life is over (T24). A copy of a request's key file opens nothing after that, whatever else was kept.
 */
export interface EpochKeys {
  /** The key that wraps now, made if the newest is past half its life. The provider is asked each time. */
  current(tenant: string): Promise<DataKey>
  /** Null: destroyed, or never ours. */
  byId(tenant: string, id: string): Promise<DataKey | null>
  /** Ids of those past half their life, whose wrapped keys are to be wrapped again. */
  aging(tenant: string): Promise<string[]>
  /**
   * Destroys those past three quarters of their life, if all that they wrapped was moved, and those past all of it in
   * any case; answers what was destroyed.
   */
  destroyOld(tenant: string, moved: boolean): Promise<string[]>
  /** Wraps the epochs themselves with the provider's newest version; answers how many were not. */
  rewrap(tenant: string): Promise<number>
}

export interface EpochOptions {
  /** `<directory>/<tenant>/epochs/<id>.key`. */
  directory: string
  provider: KeyProvider
  /** Milliseconds from making an epoch's key to its end. */
  lifeMs: number
  clock: () => number
}

/** A provider is asked once a minute for a key that is in use: one that it withdraws is gone here as soon. */
const keptMs = 60_000
const madeAt = (id: string): number => Number(id.slice(3, 16))

export function createEpochKeys({ directory, provider, lifeMs, clock }: EpochOptions): EpochKeys {
  const kept = new Map<string, { content: string; key: DataKey; at: number }>()
  const folder = (tenant: string) => join(directory, checkTenant(tenant), 'epochs')
  const path = (tenant: string, id: string) => join(folder(tenant), `${id}.key`)
  const label = (id: string) => `epoch/${id}`

  async function list(tenant: string): Promise<string[]> {
    const names = await readdir(folder(tenant)).catch((cause: unknown) => {
      if (isCode(cause, 'ENOENT')) return []
      throw new DexError('key_unavailable', 'the key store cannot be read', { cause })
    })
    return names.flatMap((name) => /^(ep_\d{13}_[0-9a-f]{24})\.key$/.exec(name)?.[1] ?? []).toSorted()
  }

  async function unwrap(tenant: string, id: string, content: string): Promise<DataKey> {
    const file = parseEpoch(content)
    const bytes = await provider.unwrap(tenant, Buffer.from(file.wrapped, 'base64url'), label(id))
    const key = dataKey(id, bytes)
    kept.set(`${tenant}/${id}`, { content, key, at: clock() })
    return key
  }

  async function read(tenant: string, id: string): Promise<string | null> {
    const content = await readKeyFile(path(tenant, id))
    if (!content) kept.delete(`${tenant}/${id}`)
    return content?.toString('utf8') ?? null
  }

  async function create(tenant: string): Promise<string> {
    await makeKeyDirectory(directory)
    await makeKeyDirectory(join(directory, checkTenant(tenant)))
    await makeKeyDirectory(folder(tenant))
    const id = `ep_${String(clock()).padStart(13, '0')}_${randomBytes(12).toString('hex')}`
    const wrapped = Buffer.from(await provider.wrap(tenant, randomBytes(32), label(id)))
    await createFile(
      path(tenant, id),
      JSON.stringify({ version: 1, id, wrapped: wrapped.toString('base64url') }),
    )
    return id
  }

  return {
    async current(tenant) {
      const young = (await list(tenant)).filter((id) => clock() - madeAt(id) < lifeMs / 2).at(-1)
      const id = young ?? (await create(tenant))
      const content = await read(tenant, id)
      if (content === null) throw new DexError('key_unavailable', 'the epoch’s key went away just now')
      return unwrap(tenant, id, content)
    },

    async byId(tenant, id) {
      if (!/^ep_\d{13}_[0-9a-f]{24}$/.test(id)) return null
      // INVARIANT: the file is looked at each time; a key that any process destroyed is gone for all at once.
      const content = await read(tenant, id)
      if (content === null) return null
      const known = kept.get(`${tenant}/${id}`)
      const fresh = known?.content === content && clock() - known.at < keptMs
      return fresh ? known.key : unwrap(tenant, id, content)
    },

    aging: async (tenant) => (await list(tenant)).filter((id) => clock() - madeAt(id) >= lifeMs / 2),

    async destroyOld(tenant, moved) {
      const ageMs = moved ? (lifeMs * 3) / 4 : lifeMs
      const old = (await list(tenant)).filter((id) => clock() - madeAt(id) >= ageMs)
      for (const id of old) {
        await erase(path(tenant, id))
        kept.delete(`${tenant}/${id}`)
      }
      return old
    },

    async rewrap(tenant) {
      let wrapped = 0
      for (const id of await list(tenant)) {
        const content = await read(tenant, id)
        if (content === null) continue
        const before = Buffer.from(parseEpoch(content).wrapped, 'base64url')
        if (await provider.isCurrent(tenant, before, label(id))) continue
        const bytes = await provider.unwrap(tenant, before, label(id))
        const after = Buffer.from(await provider.wrap(tenant, bytes, label(id))).toString('base64url')
        await replaceFile(path(tenant, id), JSON.stringify({ version: 1, id, wrapped: after }))
        wrapped += 1
      }
      return wrapped
    },
  }
}

function parseEpoch(content: string): z.infer<typeof EpochFile> {
  try {
    return EpochFile.parse(JSON.parse(content))
  } catch (cause) {
    throw new DexError('envelope_invalid', 'an epoch’s key file cannot be read', { cause })
  }
}
