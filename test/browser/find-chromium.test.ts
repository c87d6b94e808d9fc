import { expect, it } from 'vitest'
import { findChromium, type FindChromiumOptions, onThisMachine } from './find-chromium.ts'

const brought = { path: '/tmp/chromium', args: ['--headless'] }
const machine = (change: Partial<FindChromiumOptions> = {}): FindChromiumOptions => ({
  env: {},
  exists: () => false,
  packaged: async () => brought,
  missing: async () => [],
  ...change,
})

it('takes the one that is named, then the system’s, then the one that npm brought', async () => {
  const exists = (path: string) => path === '/usr/bin/google-chrome' || path === '/opt/chrome'
  const env = { CHROMIUM_PATH: '/opt/chrome' }
  expect(await findChromium(machine({ env, exists }))).toEqual({
    ...{ path: '/opt/chrome', source: 'CHROMIUM_PATH', args: [] },
  })
  expect(await findChromium(machine({ exists }))).toMatchObject({
    ...{ path: '/usr/bin/google-chrome', source: 'system' },
  })
  expect(await findChromium(machine())).toEqual({ ...brought, source: 'package' })
})

it('never goes on without: it says what is missing and the line that installs it', async () => {
  await expect(findChromium(machine({ env: { CHROMIUM_PATH: '/nowhere' } }))).rejects.toThrow(
    'CHROMIUM_PATH names `/nowhere`, where nothing is',
  )
  await expect(findChromium(machine({ packaged: async () => null }))).rejects.toThrow(
    'apt-get install chromium',
  )
  const missing = async () => ['libnss3.so', 'libnssutil3.so', 'libexpat.so.1', 'libxkbcommon.so.0']
  await expect(findChromium(machine({ missing }))).rejects.toThrow(
    'libnss3.so, libnssutil3.so, libexpat.so.1, libxkbcommon.so.0 are not installed (Debian: `apt-get install libexpat1 libnss3 libxkbcommon`)',
  )
})

it('sees on this machine which libraries a program lacks', async () => {
  expect(await onThisMachine.missing(process.execPath)).toEqual([])
  expect(await onThisMachine.missing('/etc/hostname')).toEqual([])
})
