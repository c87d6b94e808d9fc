import { randomBytes } from 'node:crypto'
import { basename, join } from 'node:path'
import { z } from 'zod'
import { DexError } from '#contract/error.ts'
import type { DataKey } from './envelope.ts'
import { envelopeKeyId, open, seal } from './envelope.ts'
import { erase, eraseLeftOver } from './erase.ts'
import { checkTenant, createFile, makeKeyDirectory, readKeyFile, replaceFile } from './key-files.ts'
import { withKeyLock } from './key-lock.ts'
import type { KeyProvider } from './key-provider.ts'

const KekFile = z.strictObject({
  version: z.literal(1),
  tenant: z.string(),
  /** The newest last; that one wraps. */
  keys: z
    .array(
      z.strictObject({
        id: z.string().regex(/^kek_[0-9a-f]{24}$/),
        /** 32 bytes, base64url. */
        key: z.string().regex(/^[A-Za-z0-9_-]{43}$/),
      }),
    )
    .min(1),
  /** Who made it: a sandbox's key is never taken in production. */
  madeBy: z.enum(['sandbox', 'production']),
})
type KekFile = z.infer<typeof KekFile>

const kekPath = (directory: string, tenant: string): string => join(directory, `${checkTenant(tenant)}.kek`)
const newKek = (): KekFile['keys'][number] => ({
  id: `kek_${randomBytes(12).toString('hex')}`,
  key: randomBytes(32).toString('base64url'),
})

interface LocalOptions {
  directory: string
  profile: 'sandbox' | 'production'
}

/** Makes a tenant's key-encryption key; an existing one stays as it is. Returns whether it was made. */
export async function createTenantKek({
  directory,
  tenant,
  profile,
}: LocalOptions & { tenant: string }): Promise<boolean> {
  await makeKeyDirectory(directory)
  const file: KekFile = { version: 1, tenant, keys: [newKek()], madeBy: profile }
  return createFile(kekPath(directory, tenant), `${JSON.stringify(file)}\n`)
}

/**
 * Keys in files of this machine, one a tenant: `<directory>/<tenant>.kek`, 0600. Each is read at its use, so that a file
 * that is gone is a key that is gone. In production a key that a sandbox made is refused (`configuration_invalid`).
 */
export function createLocalKeyProvider({ directory, profile }: LocalOptions): KeyProvider {
  async function find(tenant: string): Promise<KekFile | null> {
    const path = kekPath(directory, tenant)
    const content = await readKeyFile(path)
    if (!content) return null
    const parsed = KekFile.safeParse(parseJson(content))
    if (!parsed.success || parsed.data.tenant !== tenant) {
      throw new DexError('configuration_invalid', `\`${path}\` is not the key file of \`${tenant}\``)
    }
    if (profile === 'production' && parsed.data.madeBy !== 'production') {
      throw new DexError('configuration_invalid', `the key of \`${tenant}\` was made by a sandbox`, {
        mend: 'make a new one for production: dex key create',
      })
    }
    return parsed.data
  }
  /** The newest first. */
  async function keks(tenant: string): Promise<[DataKey, ...DataKey[]]> {
    const file = await find(tenant)
    const keys = file?.keys.map(({ id, key }) => ({ id, bytes: Buffer.from(key, 'base64url') })).reverse()
    const [newest, ...older] = keys ?? []
    if (!newest) throw new DexError('sealed', `the tenant \`${tenant}\` has no key here`)
    return [newest, ...older]
  }
  /** INVARIANT: a key that a killed process was writing down does not outlive the one it was for. */
  const eraseUnfinished = (tenant: string) => eraseLeftOver(directory, basename(kekPath(directory, tenant)))
  const place = (tenant: string, label: string) => ({ tenant, table: 'keys', row: label, field: 'key' })
  const change = (tenant: string, keep: (keys: KekFile['keys']) => KekFile['keys']): Promise<void> =>
    withKeyLock(kekPath(directory, tenant), async () => {
      const file = await find(tenant)
      if (!file) throw new DexError('sealed', `the tenant \`${tenant}\` has no key here`)
      const changed: KekFile = { ...file, keys: keep(file.keys) }
      await replaceFile(kekPath(directory, tenant), `${JSON.stringify(changed)}\n`)
      await eraseUnfinished(tenant)
    })
  return {
    describe: `key files in ${directory}`,
    createTenant: (tenant) => createTenantKek({ directory, tenant, profile }),
    wrap: async (tenant, key, label) => seal((await keks(tenant))[0], key, place(tenant, label)),
    unwrap: async (tenant, wrapped, label) => open(await keks(tenant), wrapped, place(tenant, label)),
    rotate: (tenant) => change(tenant, (keys) => [...keys, newKek()]),
    isCurrent: async (tenant, wrapped) => envelopeKeyId(wrapped) === (await keks(tenant))[0].id,
    retire: (tenant) => change(tenant, (keys) => keys.slice(-1)),
    async destroyTenant(tenant) {
      const path = kekPath(directory, tenant)
      const gone = await erase(path)
      await eraseUnfinished(tenant)
      return gone ? { key: path, endsAt: new Date().toISOString() } : null
    },
  }
}

function parseJson(content: Buffer): unknown {
  try {
    return JSON.parse(content.toString('utf8'))
  } catch {
    return null
  }
}
