import { randomBytes } from 'node:crypto'
import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import { DexError } from '#contract/error.ts'
import { type DataKey, dataKey } from './envelope.ts'
import { checkTenant, createFile, isCode, makeKeyDirectory, readKeyFile, replaceFile } from './key-files.ts'
import type { KeyProvider } from './key-provider.ts'
import { erase } from './erase.ts'

const EvidenceKeyFile = z.strictObject({
  version: z.literal(1),
  id: z.string().regex(/^ek_\d{6}_[0-9a-f]{24}$/),
  wrapped: z.base64url(),
})

/**
 * Keys of the evidence: one a calendar month (UTC) and tenant, in `<directory>/<tenant>/<YYYYMM>.key`, wrapped by the
 * tenant's key-encryption key. What is sealed or digested under one can be ended together, when its life is over (T26).
 */
export interface EvidenceKeys {
  /** The key of this month, made if there is none. */
  current(tenant: string): Promise<DataKey>
  /** Null: destroyed, or never ours. */
  byId(tenant: string, id: string): Promise<DataKey | null>
  /** Destroys the keys of months that ended before `moment` (milliseconds since the epoch); answers those months. */
  destroyBefore(tenant: string, moment: number): Promise<string[]>
  /** Wraps each with the provider's newest version; answers how many were not. */
  rewrap(tenant: string): Promise<number>
}

/** `202611`. */
export const evidencePeriod = (moment: number): string =>
  new Date(moment).toISOString().slice(0, 7).replace('-', '')

const endOf = (period: string): number => Date.UTC(Number(period.slice(0, 4)), Number(period.slice(4, 6)), 1)

export function createEvidenceKeys(options: {
  directory: string
  provider: KeyProvider
  clock: () => number
}): EvidenceKeys {
  const { directory, provider, clock } = options
  const kept = new Map<string, DataKey>()
  const folder = (tenant: string) => join(directory, checkTenant(tenant))
  const path = (tenant: string, period: string) => join(folder(tenant), `${period}.key`)

  async function find(tenant: string, period: string): Promise<DataKey | null> {
    const name = `${tenant}/${period}`
    const content = await readKeyFile(path(tenant, period))
    // INVARIANT: the file is looked at each time, so that a key which any process destroyed is gone for all at once.
    if (!content) {
      kept.delete(name)
      return null
    }
    const file = parseFile(content)
    const known = kept.get(name)
    if (known?.id === file.id) return known
    const wrapped = Buffer.from(file.wrapped, 'base64url')
    const key = dataKey(file.id, await provider.unwrap(tenant, wrapped, `evidence/${file.id}`))
    kept.set(name, key)
    return key
  }

  async function periods(tenant: string): Promise<string[]> {
    const names = await readdir(folder(tenant)).catch((error: unknown) => {
      if (isCode(error, 'ENOENT')) return []
      throw error
    })
    return names.flatMap((name) => /^(\d{6})\.key$/.exec(name)?.[1] ?? []).toSorted()
  }

  return {
    async current(tenant) {
      const period = evidencePeriod(clock())
      const found = await find(tenant, period)
      if (found) return found
      await makeKeyDirectory(directory)
      await makeKeyDirectory(folder(tenant))
      const id = `ek_${period}_${randomBytes(12).toString('hex')}`
      const wrapped = Buffer.from(await provider.wrap(tenant, randomBytes(32), `evidence/${id}`))
      await createFile(
        path(tenant, period),
        JSON.stringify({ version: 1, id, wrapped: wrapped.toString('base64url') }),
      )
      const made = await find(tenant, period)
      if (!made) throw new DexError('key_unavailable', 'the evidence key cannot be kept')
      return made
    },

    async byId(tenant, id) {
      const period = /^ek_(\d{6})_/.exec(id)?.[1]
      if (period === undefined) return null
      const found = await find(tenant, period)
      return found?.id === id ? found : null
    },

    async destroyBefore(tenant, moment) {
      const over = (await periods(tenant)).filter((period) => endOf(period) <= moment)
      for (const period of over) {
        await erase(path(tenant, period))
        kept.delete(`${tenant}/${period}`)
      }
      return over
    },

    async rewrap(tenant) {
      let rewrapped = 0
      for (const period of await periods(tenant)) {
        const content = await readKeyFile(path(tenant, period))
        if (!content) continue
        const { id, wrapped } = parseFile(content)
        const before = Buffer.from(wrapped, 'base64url')
        if (await provider.isCurrent(tenant, before, `evidence/${id}`)) continue
        const bytes = await provider.unwrap(tenant, before, `evidence/${id}`)
        const after = Buffer.from(await provider.wrap(tenant, bytes, `evidence/${id}`)).toString('base64url')
        await replaceFile(path(tenant, period), JSON.stringify({ version: 1, id, wrapped: after }))
        rewrapped += 1
      }
      return rewrapped
    },
  }
}

function parseFile(content: Buffer): z.infer<typeof EvidenceKeyFile> {
  try {
    return EvidenceKeyFile.parse(JSON.parse(content.toString('utf8')))
  } catch (cause) {
    throw new DexError('envelope_invalid', 'an evidence key’s file cannot be read', { cause })
  }
}
