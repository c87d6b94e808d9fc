import { spawn } from 'node:child_process'
import { afterEach, expect, test } from 'vitest'
import { keepAlive, type Kept } from '#client/cli/up/keep.ts'

let kept: Kept | undefined
afterEach(() => kept?.stop())

const start = async () => {
  const child = spawn('sleep', ['60'])
  const exited = new Promise<void>((resolve) => child.once('exit', () => resolve()))
  return { pid: child.pid ?? 0, exited, stop: async () => void child.kill() }
}

test('what runs and does not work any more is ended and started again; a moment of it is borne', async () => {
  const said: string[] = []
  let works = true
  let asked = 0
  kept = await keepAlive({
    name: 'it',
    start,
    say: (text) => said.push(text),
    health: {
      everyMs: 20,
      patienceMs: 300,
      works: async () => {
        asked += 1
        if (!works) throw new Error('interrupted')
      },
    },
  })
  const first = kept.pid
  await expect.poll(() => asked).toBeGreaterThan(2)
  works = false
  await new Promise((resolve) => setTimeout(resolve, 100))
  works = true
  await new Promise((resolve) => setTimeout(resolve, 400))
  expect([kept.pid, said]).toEqual([first, []])
  works = false
  await expect
    .poll(() => said, { timeout: 5_000 })
    .toContain('it runs and does not work any more: interrupted')
  works = true
  await expect.poll(() => kept?.pid, { timeout: 5_000 }).not.toBe(first)
})
