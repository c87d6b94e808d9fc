import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { createEvidenceKeys } from '#vault/evidence-keys.ts'
import { temporaryDirectory, tenantsWithKeys } from './fixture.ts'

const day = 86_400_000
const start = Date.UTC(2026, 10, 22)

async function setup() {
  const { provider } = await tenantsWithKeys('acme', 'other')
  const directory = join(await temporaryDirectory(), 'evidence')
  const time = { now: start }
  const open = () => createEvidenceKeys({ directory, provider, clock: () => time.now })
  return { directory, time, open, keys: open() }
}

test('one key a month and tenant; two processes that need it first agree', async () => {
  const { keys, open, time } = await setup()
  const [one, two] = await Promise.all([keys.current('acme'), open().current('acme')])
  expect(one.id).toBe(two.id)
  expect(Buffer.from(one.bytes).equals(Buffer.from(two.bytes))).toBe(true)
  expect(one.id).toMatch(/^ek_202611_/)
  expect((await keys.current('other')).id).not.toBe(one.id)
  time.now += 15 * day
  expect((await keys.current('acme')).id).toMatch(/^ek_202612_/)
  expect((await keys.byId('acme', one.id))?.id).toBe(one.id)
  expect(await keys.byId('other', one.id)).toBeNull()
})

test('a month’s key goes once the whole month is older, for every process at once, and never comes back', async () => {
  const { keys, open, time, directory } = await setup()
  const other = open()
  const { id } = await keys.current('acme')
  await other.current('acme')
  const endOfNovember = Date.UTC(2026, 11, 1)
  expect(await keys.destroyBefore('acme', endOfNovember - 1)).toEqual([])
  expect(await keys.destroyBefore('acme', endOfNovember)).toEqual(['202611'])
  expect(await readdir(join(directory, 'acme'))).toEqual([])
  // What the other process has in memory counts no longer either.
  expect(await other.byId('acme', id)).toBeNull()
  expect(await keys.destroyBefore('none', endOfNovember)).toEqual([])
  time.now = endOfNovember
  expect((await keys.current('acme')).id).not.toBe(id)
})
