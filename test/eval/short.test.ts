import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import type { Report } from '#client/cli/eval/measure.ts'
import { bin } from '../cli/support/program.ts'
import { dex } from '../cli/support/terminal.ts'
import { ownPorts } from '../support/own-ports.ts'

const directory = mkdtempSync(join(tmpdir(), 'dex-eval-test-'))
afterAll(() => rmSync(directory, { recursive: true, force: true }))

test('the short selection runs, is judged at the platforms, and no planted order comes to pass', async () => {
  const html = join(directory, 'report.html')
  const said = await bin(
    ['eval', '--short', '--seed', '7', '--width', '6', '--json', '--html', html],
    '',
    await ownPorts(),
  )
  const report = JSON.parse(said.stdout) as Report
  expect(report).toMatchObject({ kind: 'machinery', passed: true, rate: null, stray: [], broken: [] })
  expect(report.injections.cases).toBeGreaterThanOrEqual(5)
  expect(report.total.wrongWrites).toBe(0)
  expect(report.variants.cases).toBeGreaterThan(0)
  // The stand-in is no model: only a machinery that fails everywhere would fall below this.
  expect(report.total.right / report.total.cases).toBeGreaterThan(0.7)
  expect(said.code).toBe(0)
  const page = readFileSync(html, 'utf8')
  expect(page).toContain('machinery passed')
  expect(page).not.toMatch(/<script|\d %/)
}, 240_000)

test('what is not there, and what needs a key, is wrong use', async () => {
  for (const wrong of [
    ['--case', 'nowhere'],
    ['--category', 'nowhere'],
    ['--repeat', '0'],
    ['--model', 'claude-opus-5-5'],
  ])
    expect([wrong, (await dex(['eval', ...wrong])).code]).toEqual([wrong, 2])
  expect(await dex(['eval'], { env: { DEX_PROFILE: 'production' } })).toMatchObject({ code: 2 })
})
