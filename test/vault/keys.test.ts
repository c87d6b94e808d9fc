import { chmod, readdir, readFile, stat, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { openText, sealText } from '#vault/envelope.ts'
import { createLocalKeyProvider, createTenantKek } from '#vault/local-key-provider.ts'
import { apiPurposes, createRoleKeys, gatePurposes } from '#vault/role-keys.ts'
import { createTenantKeys, tenantPurposes } from '#vault/tenant-keys.ts'
import { coded, temporaryDirectory, tenantsWithKeys } from './fixture.ts'

const place = { tenant: 'acme', table: 'people', row: 'per_1', field: 'email' }

async function everyFile(directory: string): Promise<string[]> {
  const entries = await readdir(directory, { recursive: true, withFileTypes: true })
  return entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name))
}

test('directories are 0700 and files 0600, and no data key lies in the clear', async () => {
  const { directory, tenantKeys } = await tenantsWithKeys('acme')
  const files = await everyFile(directory)
  expect(files).toHaveLength(1 + tenantPurposes.length)
  for (const file of files) expect((await stat(file)).mode & 0o777).toBe(0o600)
  for (const folder of [directory, join(directory, 'acme')]) {
    expect((await stat(folder)).mode & 0o777).toBe(0o700)
  }
  const content = Buffer.concat(await Promise.all(files.map((file) => readFile(file)))).toString('latin1')
  for (const purpose of tenantPurposes) {
    const bytes = Buffer.from((await tenantKeys.get('acme', purpose)).bytes)
    for (const form of ['base64url', 'base64', 'hex', 'latin1'] as const) {
      expect(content).not.toContain(bytes.toString(form).replace(/=+$/, ''))
    }
  }
})

test('a key file that others may read, or that is a link, is refused', async () => {
  const { directory, provider } = await tenantsWithKeys('acme')
  const kek = join(directory, 'acme.kek')
  for (const mode of [0o640, 0o604, 0o660]) {
    await chmod(kek, mode)
    await expect(provider.wrap('acme', Buffer.alloc(32), 'a')).rejects.toEqual(coded('configuration_invalid'))
  }
  await chmod(kek, 0o600)
  await provider.wrap('acme', Buffer.alloc(32), 'a')
  await symlink(kek, join(directory, 'linked.kek'))
  await expect(provider.wrap('linked', Buffer.alloc(32), 'a')).rejects.toEqual(coded('key_unavailable'))
})

test('keys survive a restart and stay apart by tenant and purpose', async () => {
  const { directory, provider, tenantKeys } = await tenantsWithKeys('acme', 'other')
  const again = createTenantKeys({ directory, provider })
  await again.create('acme')
  const all = new Set<string>()
  for (const tenant of ['acme', 'other']) {
    for (const purpose of tenantPurposes) {
      const key = await tenantKeys.get(tenant, purpose)
      expect(await again.get(tenant, purpose)).toEqual(key)
      expect(await again.byId(tenant, key.id)).toEqual(key)
      all.add(Buffer.from(key.bytes).toString('hex'))
    }
  }
  expect(all.size).toBe(2 * tenantPurposes.length)
  const foreign = await tenantKeys.get('other', 'column')
  expect(await again.byId('acme', foreign.id)).toBeNull()
})

test('several processes that create the same tenant at once end with the same keys', async () => {
  const { directory, provider } = await tenantsWithKeys()
  await Promise.all(
    Array.from({ length: 5 }, () => createTenantKek({ directory, tenant: 'acme', profile: 'sandbox' })),
  )
  const stores = Array.from({ length: 5 }, () => createTenantKeys({ directory, provider }))
  await Promise.all(stores.map((store) => store.create('acme')))
  const keys = await Promise.all(stores.map((store) => store.get('acme', 'column')))
  expect(new Set(keys.map((key) => key.id)).size).toBe(1)
})

test('a tenant without keys, and one whose key-encryption key is gone, reads as sealed', async () => {
  const { directory, provider, tenantKeys } = await tenantsWithKeys('acme')
  await expect(tenantKeys.get('other', 'column')).rejects.toEqual(coded('sealed'))
  expect(tenantKeys.loaded('other')).toBeNull()
  const { unlink } = await import('node:fs/promises')
  await unlink(join(directory, 'acme.kek'))
  await expect(createTenantKeys({ directory, provider }).get('acme', 'column')).rejects.toEqual(
    coded('sealed'),
  )
})

test('wrapped keys moved to another tenant or purpose do not unwrap', async () => {
  const { directory, provider } = await tenantsWithKeys('acme', 'other')
  const payload = join(directory, 'acme', 'payload.json')
  for (const target of [join(directory, 'acme', 'column.json'), join(directory, 'other', 'payload.json')]) {
    const before = await readFile(target)
    await writeFile(target, await readFile(payload))
    const tenant = target.includes('other') ? 'other' : 'acme'
    const keys = createTenantKeys({ directory, provider })
    await expect(keys.load(tenant)).rejects.toEqual(
      expect.objectContaining({ code: expect.stringMatching(/^(sealed|envelope_invalid)$/) as string }),
    )
    await writeFile(target, before)
  }
})

test('production refuses a key that a sandbox made', async () => {
  const directory = await temporaryDirectory()
  await createTenantKek({ directory, tenant: 'acme', profile: 'sandbox' })
  await createTenantKek({ directory, tenant: 'real', profile: 'production' })
  const provider = createLocalKeyProvider({ directory, profile: 'production' })
  await expect(provider.wrap('acme', Buffer.alloc(32), 'a')).rejects.toEqual(coded('configuration_invalid'))
  await provider.wrap('real', Buffer.alloc(32), 'a')
})

test.each(['../acme', 'a/b', '', '.', 'Acme', 'a'.repeat(41)])('`%s` names no key file', async (tenant) => {
  const { provider, tenantKeys } = await tenantsWithKeys('acme')
  await expect(provider.wrap(tenant, Buffer.alloc(32), 'a')).rejects.toEqual(coded('input_invalid'))
  await expect(tenantKeys.get(tenant, 'column')).rejects.toEqual(coded('input_invalid'))
})

test('a role’s keys are its own: nothing another role holds opens what it sealed', async () => {
  const base = await temporaryDirectory()
  const api = createRoleKeys({ directory: join(base, 'api'), purposes: apiPurposes, profile: 'sandbox' })
  const gate = createRoleKeys({ directory: join(base, 'gate'), purposes: gatePurposes, profile: 'sandbox' })
  await api.create('acme')
  await gate.create('acme')
  const token = sealText(await gate.get('acme', 'connection'), 'token', place)
  const ofApi = await api.load('acme')
  expect(() => openText(ofApi.byId, token, place)).toThrow(coded('sealed'))
  expect(openText((await gate.load('acme')).byId, token, place)).toBe('token')
})
