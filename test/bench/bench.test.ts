import { execFile } from 'node:child_process'
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { assertSameCalls } from '#bench/requests/calls.ts'
import { type Bench, BenchResult, compared, figure, median } from '#bench/result.ts'
import { runBenches } from '#bench/run-benches.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))
const results = join(root, 'bench/results')

const ratioOf =
  (ratio: number): Bench =>
  async () => {
    const other = figure('plain', 10, 'requests/s')
    return [compared(figure('ours', 10 * ratio, 'requests/s'), other, ratio, 0.83), other]
  }

describe('a bench', () => {
  let directory: string
  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), 'dex-bench-test-'))
  })
  afterEach(() => rm(directory, { recursive: true, force: true }))

  const run = async (bench: Bench) => {
    let printed = ''
    const met = await runBenches(
      { sample: bench },
      { directory, root, rounds: null, size: null, progress() {}, print: (text) => void (printed += text) },
    )
    const file = JSON.parse(await readFile(join(directory, 'sample.json'), 'utf8')) as unknown
    return { met, printed, result: BenchResult.parse(file) }
  }

  it('writes what it measured, and says where a goal was met', async () => {
    const { met, printed, result } = await run(ratioOf(0.9))
    expect(met).toBe(true)
    expect(result.rows[0]).toEqual({
      label: 'ours',
      value: 9,
      unit: 'requests/s',
      against: 'plain',
      ratio: 0.9,
      goal: 0.83,
      ok: true,
    })
    expect(printed).toContain('met')
  })

  it('says so where a goal was missed', async () => {
    const { met, printed, result } = await run(ratioOf(0.5))
    expect(met).toBe(false)
    expect(result.rows[0]?.ok).toBe(false)
    expect(printed).toContain('MISSED')
  })

  it('refuses a comparison with a row that is not there', async () => {
    await expect(
      run(async () => [compared(figure('ours', 1, 'x'), figure('gone', 1, 'x'), 1)]),
    ).rejects.toThrow('not there')
  })
})

it('every result in the repository fits the schema and is named after its bench', async () => {
  const names = (await readdir(results)).filter((name) => name.endsWith('.json'))
  expect(names).toContain('requests.json')
  for (const name of names) {
    const result = BenchResult.parse(JSON.parse(await readFile(join(results, name), 'utf8')))
    expect(`${result.name}.json`).toBe(name)
  }
})

it('two sides that did not make the same calls are no comparison', () => {
  const calls = (reads: number) => new Map([['okta GET /api/v1/users/{id}', reads]])
  expect(() => assertSameCalls(calls(32), calls(32), 32)).not.toThrow()
  expect(() => assertSameCalls(calls(33), calls(32), 32)).toThrow('dex 33, bare 32')
  expect(() => assertSameCalls(calls(33), calls(33), 32)).toThrow('not the same calls')
  expect(() => assertSameCalls(new Map(), new Map(), 32)).toThrow('not the same calls')
})

it('the median of an even number of rounds lies between the middle two', () => {
  expect(median([4, 1, 3, 2])).toBe(2.5)
  expect(median([3, 1, 2])).toBe(2)
})

it('a bench that does not exist is wrong use, and those that do are named', async () => {
  const ended = await new Promise<{ code: unknown; stderr: string }>((resolve) => {
    execFile(process.execPath, [join(root, 'bench/run.ts'), 'nothing'], (error, _, stderr) =>
      resolve({ code: error?.code, stderr }),
    )
  })
  expect(ended.code).toBe(2)
  expect(ended.stderr).toContain('there is no bench `nothing`; there are: requests')
})
