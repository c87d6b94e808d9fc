import { randomBytes } from 'node:crypto'
import { join } from 'node:path'
import { z } from 'zod'
import { DexError } from '#contract/error.ts'
import type { DataKey } from './envelope.ts'
import { open, seal } from './envelope.ts'
import { checkTenant, createFile, makeKeyDirectory, readKeyFile } from './key-files.ts'
import type { KeyProvider } from './key-provider.ts'

const KekFile = z.strictObject({
  version: z.literal(1),
  tenant: z.string(),
  id: z.string().regex(/^kek_[0-9a-f]{24}$/),
  /** 32 bytes, base64url. */
  key: z.string().regex(/^[A-Za-z0-9_-]{43}$/),
  /** Who made it: a sandbox's key is never taken in production. */
  madeBy: z.enum(['sandbox', 'production']),
})

const kekPath = (directory: string, tenant: string): string => join(directory, `${checkTenant(tenant)}.kek`)

/** Makes a tenant's key-encryption key; an existing one stays as it is. Returns whether it was made. */
export async function createTenantKek(options: {
  directory: string
  tenant: string
  profile: 'sandbox' | 'production'
}): Promise<boolean> {
  await makeKeyDirectory(options.directory)
  const file: z.infer<typeof KekFile> = {
    version: 1,
    tenant: options.tenant,
    id: `kek_${randomBytes(12).toString('hex')}`,
    key: randomBytes(32).toString('base64url'),
    madeBy: options.profile,
  }
  return createFile(kekPath(options.directory, options.tenant), `${JSON.stringify(file)}\n`)
}

/**
 * Keys in files of this machine, one a tenant: `<directory>/<tenant>.kek`, 0600. Each is read at its use, so that a file
 * that is gone is a key that is gone. In production a key that a sandbox made is refused (`configuration_invalid`).
 */
export function createLocalKeyProvider(options: {
  directory: string
  profile: 'sandbox' | 'production'
}): KeyProvider {
  async function kek(tenant: string): Promise<DataKey> {
    const path = kekPath(options.directory, tenant)
    const content = await readKeyFile(path)
    if (!content) throw new DexError('sealed', `the tenant \`${tenant}\` has no key here`)
    const parsed = KekFile.safeParse(parseJson(content))
    if (!parsed.success || parsed.data.tenant !== tenant) {
      throw new DexError('configuration_invalid', `\`${path}\` is not the key file of \`${tenant}\``)
    }
    if (options.profile === 'production' && parsed.data.madeBy !== 'production') {
      throw new DexError('configuration_invalid', `the key of \`${tenant}\` was made by a sandbox`, {
        mend: 'make a new one for production: dex key create',
      })
    }
    return { id: parsed.data.id, bytes: Buffer.from(parsed.data.key, 'base64url') }
  }
  const place = (tenant: string, label: string) => ({ tenant, table: 'keys', row: label, field: 'key' })
  return {
    describe: `key files in ${options.directory}`,
    wrap: async (tenant, key, label) => seal(await kek(tenant), key, place(tenant, label)),
    unwrap: async (tenant, wrapped, label) => open(await kek(tenant), wrapped, place(tenant, label)),
  }
}

function parseJson(content: Buffer): unknown {
  try {
    return JSON.parse(content.toString('utf8'))
  } catch {
    return null
  }
}
