import { cp, readdir, readFile, utimes } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import type { TenantId } from '#contract/ids.ts'
import { newRequestId } from '#contract/new-id.ts'
import { openSharedKeys } from '#vault/shared-keys.ts'
import { temporaryDirectory } from './fixture.ts'

const acme = 'acme' as TenantId
const day = 86_400_000

async function house() {
  const directory = await temporaryDirectory()
  const time = { now: Date.UTC(2026, 10, 1) }
  const requestKeys = join(directory, 'requests')
  const open = () =>
    openSharedKeys({
      shared: join(directory, 'shared'),
      requestKeys,
      profile: 'sandbox',
      epochMs: 7 * day,
      clock: () => time.now,
    })
  const keys = open()
  await keys.createTenant(acme)
  const epochs = async () => (await readdir(join(requestKeys, 'acme', 'epochs'))).toSorted()
  return { directory, requestKeys, time, keys, open, epochs }
}

test('T24: an epoch’s key is gone within its life, and an open request goes on under the next', async () => {
  const { keys, time, epochs } = await house()
  const request = newRequestId()
  const made = await keys.requestKeys.create(acme, request)
  const [first = ''] = await epochs()
  const begun = time.now
  let goneAfter = 0
  for (let hours = 0; hours <= 20 * 24; hours += 6) {
    time.now = begun + hours * 3_600_000
    await keys.endEpochs(acme)
    expect((await keys.requestKeys.find(acme, request))?.bytes).toEqual(made.bytes)
    if (goneAfter === 0 && !(await epochs()).includes(first)) goneAfter = hours / 24
  }
  expect(goneAfter).toBeGreaterThan(3)
  expect(goneAfter).toBeLessThanOrEqual(7)
  expect((await epochs()).length).toBeLessThanOrEqual(2)
})

test('T24: a copy of a request’s key file opens nothing once its epoch is over, with every key there is', async () => {
  const { directory, requestKeys, keys, time, open } = await house()
  const request = newRequestId()
  await keys.requestKeys.create(acme, request)
  const copy = join(directory, 'copy')
  await cp(join(requestKeys, 'acme', `${request}.key`), copy)
  await keys.requestKeys.destroy(acme, request)
  time.now += 7 * day
  await keys.endEpochs(acme)
  const other = newRequestId()
  await open().requestKeys.create(acme, other)
  const stolen = JSON.parse(await readFile(copy, 'utf8')) as { epoch: string }
  expect(await readdir(join(requestKeys, 'acme', 'epochs'))).not.toContain(`${stolen.epoch}.key`)
  // put back, without its mark
  const again = newRequestId()
  await cp(copy, join(requestKeys, 'acme', `${again}.key`))
  expect(await open().requestKeys.find(acme, again)).toBeNull()
})

test('T24: a copy of a key that a killed process was writing is erased by the next round', async () => {
  const { requestKeys, keys } = await house()
  const request = newRequestId()
  await keys.requestKeys.create(acme, request)
  const [epoch = ''] = await readdir(join(requestKeys, 'acme', 'epochs'))
  const folder = join(requestKeys, 'acme')
  const left = [`${request}.key`, join('epochs', epoch)].map((name) => ({
    from: join(folder, name),
    to: join(folder, `${name}.0123456789abcdef.new`),
  }))
  for (const { from, to } of left) await cp(from, to)
  await keys.endEpochs(acme)
  expect((await readdir(folder, { recursive: true })).filter((name) => name.endsWith('.new'))).toHaveLength(2)
  const ago = new Date(Date.now() - 61_000)
  for (const { to } of left) await utimes(to, ago, ago)
  await keys.endEpochs(acme)
  expect((await readdir(folder, { recursive: true })).filter((name) => name.endsWith('.new'))).toEqual([])
  expect(await keys.requestKeys.find(acme, request)).not.toBeNull()
})

test('a provider that stays away does not lengthen an epoch’s life', async () => {
  const { directory, keys, time, epochs } = await house()
  await keys.requestKeys.create(acme, newRequestId())
  const [first = ''] = await epochs()
  const { unlink } = await import('node:fs/promises')
  await unlink(join(directory, 'shared', 'kek', 'acme.kek'))
  time.now += 6 * day
  await keys.endEpochs(acme).catch(() => undefined)
  time.now += day
  await keys.endEpochs(acme).catch(() => undefined)
  expect(await epochs()).not.toContain(first)
})

test('rotation seals with new keys, opens what the old ones sealed, and wraps again what is left of a run that stopped', async () => {
  const { keys, open } = await house()
  const request = newRequestId()
  await keys.requestKeys.create(acme, request)
  const before = await keys.tenantKeys.get(acme, 'column')
  const lookup = await keys.tenantKeys.get(acme, 'lookup')
  await keys.tenantKeys.get(acme, 'evidence')
  await keys.rotate(acme)
  // Stopped here: nothing was wrapped again, and everything still opens.
  const between = open()
  const after = await between.tenantKeys.get(acme, 'column')
  expect(after.id).not.toBe(before.id)
  expect(after.older?.map((key) => key.id)).toEqual([before.id])
  expect(await between.tenantKeys.get(acme, 'lookup')).toEqual(lookup)
  expect(await between.requestKeys.find(acme, request)).not.toBeNull()
  expect(await between.rewrap(acme)).toBeGreaterThan(0)
  expect(await between.rewrap(acme)).toBe(0)
  await between.retire(acme)
  const last = open()
  expect((await last.tenantKeys.get(acme, 'column')).older?.[0]?.bytes).toEqual(before.bytes)
  expect(await last.requestKeys.find(acme, request)).not.toBeNull()
  expect(await last.evidenceKeys.byId(acme, (await keys.tenantKeys.get(acme, 'evidence')).id)).not.toBeNull()
})

test('a destroyed tenant reads as sealed for a process that knew its keys, within half a minute', async () => {
  const { keys, open, time } = await house()
  const process = open()
  const request = newRequestId()
  await process.requestKeys.create(acme, request)
  await process.tenantKeys.get(acme, 'column')
  const destroyed = await keys.destroyTenant(acme)
  expect(destroyed.kek).not.toBeNull()
  expect(destroyed.files).toBeGreaterThanOrEqual(5)
  expect(await process.requestKeys.find(acme, request)).toBeNull()
  time.now += 31_000
  process.tenantKeys.forget(acme)
  await expect(process.tenantKeys.get(acme, 'column')).rejects.toMatchObject({ code: 'sealed' })
  await expect(process.requestKeys.create(acme, newRequestId())).rejects.toMatchObject({ code: 'sealed' })
})
