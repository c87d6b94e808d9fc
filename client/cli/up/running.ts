import { rm } from 'node:fs/promises'
import { z } from 'zod'
import { DexError } from '#contract/error.ts'
import { commandOf } from '#process/embedded/command-of.ts'
import { isAlive } from '#process/stop.ts'
import { readJsonFile, writeJsonFile } from '../json-file.ts'
import { placesOf } from './places.ts'
import type { ReadyDocument } from './ready.ts'

const Running = z.looseObject({
  pid: z.int(),
  urls: z.looseObject({ api: z.string().nullable(), temporal: z.string().nullable() }),
  pids: z.looseObject({}),
})
export type Running = z.infer<typeof Running>

/** Tells other commands with the same `--data` where this one answers; no secrets. */
export async function writeRunning(data: string, ready: ReadyDocument): Promise<void> {
  const { urls, pids } = ready
  await writeJsonFile(placesOf(data).running, { pid: process.pid, urls, pids })
}

export const readRunning = (data: string): Promise<Running | null> =>
  readJsonFile(placesOf(data).running, Running)

export const forgetRunning = (data: string): Promise<void> => rm(placesOf(data).running, { force: true })

/** Says at once what the lock on the data would tell after its waiting time. Throws `bootstrap_failed`. */
export async function refuseSecond(data: string): Promise<void> {
  const running = await readRunning(data).catch(() => null)
  if (running === null || !isAlive(running.pid) || !commandOf(running.pid).includes('dex')) return
  throw new DexError('bootstrap_failed', `another dex runs on \`${data}\` (process ${running.pid})`, {
    mend: 'stop it, or give this one another --data',
  })
}
