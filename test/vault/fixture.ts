import { randomBytes } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished } from 'vitest'
import type { DataKey } from '#vault/envelope.ts'
import { createLocalKeyProvider, createTenantKek } from '#vault/local-key-provider.ts'
import { createTenantKeys } from '#vault/tenant-keys.ts'

export const newKey = (id = 'key_1'): DataKey => ({ id, bytes: randomBytes(32) })

export async function temporaryDirectory(): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), 'dex-vault-'))
  onTestFinished(() => rm(directory, { recursive: true, force: true }))
  return directory
}

/** Real key files of these tenants in a directory of the test's own. */
export async function tenantsWithKeys(...tenants: string[]) {
  const directory = join(await temporaryDirectory(), 'shared')
  const provider = createLocalKeyProvider({ directory, profile: 'sandbox' })
  const tenantKeys = createTenantKeys({ directory, provider })
  for (const tenant of tenants) {
    await createTenantKek({ directory, tenant, profile: 'sandbox' })
    await tenantKeys.create(tenant)
  }
  return { directory, provider, tenantKeys }
}

export const coded = (code: string) => expect.objectContaining({ name: 'DexError', code })
