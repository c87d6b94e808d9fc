import { execFile } from 'node:child_process'
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { catalog } from '#catalog/index.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))
const rooms = ['catalog', 'connectors', 'contract', 'egress']
let copy = ''

beforeAll(() => {
  copy = mkdtempSync(join(tmpdir(), 'new-action-'))
  for (const path of [...rooms, 'docs/new-action.ts', 'package.json', 'tsconfig.json'])
    cpSync(join(root, path), join(copy, path), { recursive: true })
  symlinkSync(join(root, 'node_modules'), join(copy, 'node_modules'))
})
afterAll(() => rmSync(copy, { recursive: true, force: true }))

const run = (program: string, ...args: string[]) =>
  new Promise<{ code: number; out: string }>((resolve) => {
    execFile(program, args, { cwd: copy }, (error, stdout, stderr) =>
      resolve({ code: Number(error?.code ?? 0), out: stdout + stderr }),
    )
  })
const generate = (...args: string[]) => run(process.execPath, 'docs/new-action.ts', ...args)

it('a skeleton compiles, and what the compiler misses is its case alone', { timeout: 600_000 }, async () => {
  for (const args of [
    ['okta.user.rename', '--write'],
    ['microsoft.user.list_badges'],
    ['google.zone.close', '--write'],
    ['scim.user.list_groups'],
  ])
    expect(await generate(...args)).toMatchObject({ code: 0 })
  writeFileSync(
    join(copy, 'tsconfig.new.json'),
    JSON.stringify({
      extends: './tsconfig.json',
      include: ['catalog', 'connectors', 'cases.ts'],
    }),
  )
  // As the tables of the tests are typed.
  const names = [...catalog.keys()].filter((name) => name.startsWith('okta.'))
  writeFileSync(
    join(copy, 'cases.ts'),
    `import type { PlatformActionName } from '#catalog/index.ts'
export const cases: Record<PlatformActionName<'okta'>, number> = {${names.map((name) => `'${name}': 1`).join(', ')}}`,
  )
  const { out } = await run(join(root, 'node_modules/.bin/tsc'), '--noEmit', '-p', 'tsconfig.new.json')
  const errors = out.split('\n').filter((line) => line.includes('error TS') && !line.includes("'_"))
  expect(errors).toEqual([expect.stringMatching(/^cases\.ts.*Property '"okta\.user\.rename"' is missing/)])
  const registered = readFileSync(join(copy, 'catalog/index.ts'), 'utf8').split('\n')
  const at = registered.indexOf('  oktaUserRename,')
  expect(registered.slice(at - 1, at + 2)).toEqual([
    '  oktaUserListGroups,',
    '  oktaUserRename,',
    '  oktaUserResetFactor,',
  ])
})

it.each([
  ['okta.user'],
  ['okta.user.x', '--force'],
  ['nobody.user.get'],
  ['okta.../x.y'],
  ['okta.User.get'],
  [],
])('refuses %j %j', async (...args) => {
  expect(await generate(...args.filter((each) => each !== undefined))).toMatchObject({
    code: 2,
    out: expect.stringMatching(/^usage/) as string,
  })
})

it('leaves an action that is there as it is', async () => {
  const before = readFileSync(join(copy, 'catalog/index.ts'), 'utf8')
  const { code, out } = await generate('okta.user.suspend', '--write')
  expect([code, out]).toEqual([2, '`catalog/okta/user-suspend.ts` is there already\n'])
  expect(readFileSync(join(copy, 'catalog/index.ts'), 'utf8')).toBe(before)
})
